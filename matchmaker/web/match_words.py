"""Matches in words: why two postings meet, what is missing, and who said what."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from matchmaker.services import completeness, conditions, identity
from matchmaker.web import cards
from matchmaker.web.access import actor, can
from matchmaker.web.context import name_of
from matchmaker.web.formats import money_range, percent
from models import INTERESTED, Answer, Match, Need, Party, Posting, Technology

FIELDS: Mapping[str, LazyString] = {
    "title": _l("tên tin"),
    "summary": _l("tóm tắt"),
    "problem": _l("vấn đề"),
    "description": _l("mô tả"),
    "keywords": _l("từ khóa"),
    "raw_material": _l("nguyên liệu"),
    "product": _l("sản phẩm"),
    "process": _l("cách đang làm"),
    "tried": _l("cách đã thử"),
    "site": _l("điều kiện tại chỗ"),
    "indicators": _l("chỉ tiêu"),
}
"""What the fields that the engine reads are called."""

_GAPS: Mapping[str, LazyString] = {
    "title_vi": _l("tên tin rõ hơn"),
    "summary_vi": _l("tóm tắt"),
    "problem_vi": _l("vấn đề, viết kỹ hơn"),
    "description_vi": _l("mô tả, viết kỹ hơn"),
    "keywords_vi": _l("từ khóa"),
    "vn_field": _l("lĩnh vực"),
    "kind": _l("loại công nghệ"),
    "need_type": _l("loại nhu cầu"),
    "trl": _l("mức sẵn sàng công nghệ (TRL)"),
    "trl_min": _l("mức sẵn sàng thấp nhất chấp nhận được"),
    "benefits": _l("hiệu quả đo được"),
    "requirements": _l("yêu cầu đo được"),
    "capacity_value": _l("công suất, quy mô"),
    "price": _l("khoảng giá"),
    "budget": _l("ngân sách"),
    "ip_types": _l("hình thức sở hữu trí tuệ"),
    "ip_status": _l("tình trạng sở hữu trí tuệ"),
    "transfer_right": _l("quyền được chuyển giao"),
    "transfer_methods": _l("phương thức chuyển giao"),
    "state_funding": _l("vốn nhà nước"),
    "references_vi": _l("nơi đang áp dụng"),
    "trl_evidence": _l("bằng chứng về mức sẵn sàng"),
    "inputs_vi": _l("điện, nước, mặt bằng cần có"),
    "partner_types": _l("đối tác mong muốn"),
    "current_process_vi": _l("hiện đang làm thế nào"),
    "raw_material": _l("nguyên liệu"),
    "product": _l("sản phẩm"),
    "province": _l("tỉnh, thành phố"),
    "willing_to": _l("sẵn sàng làm gì"),
    "site_conditions_vi": _l("điều kiện tại chỗ"),
    "title_en": _l("tên tin bằng tiếng Anh"),
    "summary_en": _l("tóm tắt bằng tiếng Anh"),
    "problem_en": _l("vấn đề bằng tiếng Anh"),
}
_ANCHORS: Mapping[str, str] = {"price": "price_min", "budget": "budget_min"}
_MARKED_SHARE = 0.03
_IN_SENTENCE = 5


def sentence_terms(match: Match) -> list[str]:
    """Return the heaviest shared terms with their shares: "máy sấy (32 %)"."""
    shown = match.terms[:_IN_SENTENCE]
    return [f"{each['term']} ({percent(each['share'])})".replace(" %", "\u00a0%") for each in shown]


def term_rows(match: Match) -> list[dict[str, Any]]:
    """Return the shared terms for ``components/terms.html``, with where they stand."""
    return [
        {
            "term": each["term"],
            "share": each["share"],
            "field": _(
                "nhu cầu: %(need)s; công nghệ: %(technology)s",
                need=_fields(each["need_fields"]),
                technology=_fields(each["technology_fields"]),
            ),
        }
        for each in match.terms
    ]


def _fields(names: Sequence[str]) -> str:
    return ", ".join(str(FIELDS.get(name, name)) for name in names)


def marked(match: Match, side: str, text: str) -> Markup:
    """Return ``text`` of one side as safe HTML with the shared terms marked."""
    from matchmaker.matching.highlight import spans

    forms = [
        form
        for each in match.terms
        if each["share"] >= _MARKED_SHARE
        for form in each.get(f"{side}_forms") or [each["term"]]
    ]
    parts, end = [], 0
    for start, stop, _term in spans(text, forms):
        parts += [escape(text[end:start]), Markup("<mark>%s</mark>") % text[start:stop]]
        end = stop
    return Markup("").join([*parts, escape(text[end:])])


def verdict_counts(match: Match) -> dict[str, int]:
    """Count the requirements that are met, missed and unknown."""
    found = [each["verdict"] for each in match.verdicts]
    return {status: found.count(status) for status in ("met", "missed", "unknown")}


def verdicts(match: Match) -> list[dict[str, Any]]:
    """Return the verdicts on all that the need asks for, in words the reader may read."""
    asked = [
        {
            **each,
            "indicator": _masked(match, each["indicator"]),
            "wanted": _masked(match, each["wanted"]),
        }
        for each in match.verdicts
    ]
    return asked + _extra_verdicts(match)


def _masked(match: Match, words: str) -> str:
    """Return words of the need as the reader may read them."""
    return identity.shown(actor(), match.need, words)


def _extra_verdicts(match: Match) -> list[dict[str, Any]]:
    """Judge readiness and price as the requirements are judged, where the need speaks of them."""
    need, technology = match.need, match.technology
    judged = [
        {
            "verdict": conditions.readiness(need, technology),
            "indicator": _("Mức sẵn sàng công nghệ"),
            "wanted": f"≥ TRL {need.trl_min}",
            "found": f"TRL {technology.trl}" if technology.trl else None,
            "hard": False,
        },
        {
            "verdict": conditions.affordability(need, technology),
            "indicator": _("Giá trong ngân sách"),
            "wanted": money_range(need.budget_min, need.budget_max),
            "found": money_range(technology.price_min, technology.price_max) or None,
            "hard": False,
        },
    ]
    return [each for each in judged if each["verdict"]]


def unsaid(match: Match, side: str) -> list[dict[str, str]]:
    """Return what ``side`` has not said yet and would settle something."""
    need, technology = match.need, match.technology
    if side == "technology":
        posting: Posting = technology
        names = conditions.unsaid_by_technology(need, technology, match.verdicts)
    else:
        posting, names = need, conditions.unsaid_by_need(need, technology)
    found = {name: gap(posting, name) for name in names}
    if "benefits" in found:
        found["benefits"]["label"] = _not_stated(match) or found["benefits"]["label"]
    return list(found.values())


def _not_stated(match: Match) -> str:
    """Name the indicators that the need asks for and the technology does not speak of."""
    names = [_masked(match, each["indicator"]) for each in match.verdicts if each["found"] is None]
    return _("chỉ tiêu %(names)s", names=", ".join(names)) if names else ""


def gaps(posting: Posting) -> list[dict[str, str]]:
    """Return what would help the matches of ``posting`` most."""
    return [gap(posting, each.field) for each in completeness.of(posting).missing]


def gap(posting: Posting, field: str) -> dict[str, str]:
    """Return what an empty field is called, and where its author can fill it."""
    url = ""
    if posting.is_editable and can("posting:edit", posting):
        url = url_for("postings.edit", code=posting.code, _anchor=_ANCHORS.get(field, field))
    return {"label": str(_GAPS.get(field, field)), "url": url}


def answer_state(match: Match, party: Party) -> dict[str, Any]:
    """Return what a side said, as a badge: its tone goes by the answer's meaning."""
    answer = match.answer_of(party)
    if answer is None:
        return {"code": "", "label": _("chưa phản hồi"), "tone": "neutral", "note": "", "at": None}
    return {
        "code": answer.code,
        "label": name_of(answer.code, "match_feedback"),
        "tone": _tone(answer),
        "note": identity.shown(actor(), match.need, answer.note),
        "at": answer.at,
    }


def _tone(answer: Answer) -> str:
    return {INTERESTED: "good", "maybe": "warn"}.get(answer.code, "off")


def texts(match: Match, posting: Need | Technology) -> list[tuple[str, Markup]]:
    """Return the label and the marked text of what ``posting`` says, as the reader may read it."""
    shown = [
        (_("Tóm tắt"), cards.shown(posting, "summary")),
        (_("Vấn đề"), cards.shown(posting, "problem")),
        (_("Mô tả"), cards.shown(posting, "description")),
        *_own_texts(posting),
    ]
    return [(label, marked(match, posting.side, text)) for label, text in shown if text]


def _own_texts(posting: Need | Technology) -> list[tuple[str, str]]:
    if isinstance(posting, Technology):
        return [(_("Nơi đang áp dụng"), posting.references_vi)]
    own = [
        (_("Cách đang làm"), posting.current_process_vi),
        (_("Nguyên liệu"), posting.raw_material),
        (_("Sản phẩm"), posting.product),
        (_("Cách đã thử"), posting.tried_before_vi),
        (_("Điều kiện tại chỗ"), posting.site_conditions_vi),
    ]
    return [(label, identity.shown(actor(), posting, text)) for label, text in own]
