"""Matches in words: why two postings meet, and who said what."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from matchmaker.services import identity
from matchmaker.web import cards
from matchmaker.web.access import actor
from matchmaker.web.context import name_of
from matchmaker.web.formats import percent
from models import INTERESTED, Answer, Match, Need, Party, Technology

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

_MARKED_SHARE = 0.03
_IN_SENTENCE = 5


def sentence_terms(match: Match) -> list[str]:
    """Return the heaviest shared terms with their shares: "máy sấy → dryer (32 %)"."""
    shown = match.terms[:_IN_SENTENCE]
    return [f"{_pair(each)} ({percent(each['share'])})".replace(" %", "\u00a0%") for each in shown]


def _pair(term: Mapping[str, Any]) -> str:
    """Write a term as the need says it, and as the technology does in another language."""
    return " → ".join(filter(None, (term["term"], term.get("translation"))))


def term_rows(match: Match) -> list[dict[str, Any]]:
    """Return the shared terms for ``components/terms.html``, with where they stand."""
    return [
        {
            "term": each["term"],
            "translation": each.get("translation", ""),
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


def texts(match: Match, posting: Need | Technology) -> list[tuple[str, str, Markup]]:
    """Return name, label and marked text of what ``posting`` says, as the reader may read it."""
    shown = [
        ("summary", _("Tóm tắt"), cards.shown(posting, "summary")),
        ("problem", _("Vấn đề"), cards.shown(posting, "problem")),
        ("description", _("Mô tả"), cards.shown(posting, "description")),
        ("keywords", _("Từ khóa"), cards.shown(posting, "keywords").replace("|", ", ")),
        *_own_texts(posting),
    ]
    return [(name, label, marked(match, posting.side, text)) for name, label, text in shown if text]


def _own_texts(posting: Need | Technology) -> list[tuple[str, str, str]]:
    if isinstance(posting, Technology):
        return [("references", _("Nơi đang áp dụng"), posting.references_vi)]
    own = [
        ("process", _("Cách đang làm"), posting.current_process_vi),
        ("raw_material", _("Nguyên liệu"), posting.raw_material),
        ("product", _("Sản phẩm"), posting.product),
        ("tried", _("Cách đã thử"), posting.tried_before_vi),
        ("site", _("Điều kiện tại chỗ"), posting.site_conditions_vi),
    ]
    return [(name, label, identity.shown(actor(), posting, text)) for name, label, text in own]
