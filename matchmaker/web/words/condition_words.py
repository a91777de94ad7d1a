"""A need's conditions in words: what a technology meets, misses or leaves open."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaker.services import completeness, conditions, identity
from matchmaker.services.conditions import Shortfall
from matchmaker.web.access import actor, can
from matchmaker.web.formats import money_range
from matchmaker.web.words.match_words import FIELDS
from models import Match, Posting

Row = dict[str, Any]

_TEXTS = frozenset({"title", "summary", "problem", "description", "keywords"})
"""The running texts in which values are read."""

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
    "warranty_months": _l("thời gian bảo hành"),
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


def counts(match: Match) -> dict[str, int]:
    """Count the requirements that are met, missed and unknown."""
    found = [each["verdict"] for each in match.verdicts]
    return {status: found.count(status) for status in ("met", "missed", "unknown")}


def verdicts(match: Match) -> list[Row]:
    """Return the verdicts on all that the need asks for, in words the reader may read."""
    need, technology = match.need, match.technology
    judged = {
        "trl": conditions.readiness(need, technology),
        "price": conditions.affordability(need, technology),
    }
    asked = [
        _row(match, each["verdict"], each, each.get("sources", ()), each.get("asked_in", ""))
        for each in match.verdicts
    ]
    fields = [_field_row(match, field, verdict) for field, verdict in judged.items() if verdict]
    return asked + fields


def shortfalls(match: Match) -> list[Row]:
    """Say why a match is not better: both values, and which field of whom would settle it."""
    return [_short_row(match, each) for each in _shortfalls(match)]


def missing(match: Match, side: str) -> list[dict[str, str]]:
    """Return the fields of one side that would settle what is unknown."""
    posting: Posting = match.technology if side == "technology" else match.need
    open_ = [each for each in _shortfalls(match) if each.status == "unknown" and each.side == side]
    found = {each.field: gap(posting, each.field) for each in open_}
    asked = [_masked(match, each.indicator) for each in open_ if each.field == "benefits"]
    if asked:
        found["benefits"]["label"] = _("chỉ tiêu %(names)s", names=", ".join(asked))
    return list(found.values())


def _shortfalls(match: Match) -> list[Shortfall]:
    return conditions.shortfalls(match.need, match.technology, match.verdicts)


def _short_row(match: Match, short: Shortfall) -> Row:
    if not short.indicator:
        row = _field_row(match, short.field, short.status)
    else:
        values = {name: getattr(short, name) for name in ("indicator", "wanted", "found", "hard")}
        row = _row(match, short.status, values, short.sources, short.asked_in)
    if short.status == "unknown":
        posting: Posting = match.technology if short.side == "technology" else match.need
        own = actor().belongs_to(posting.organisation_id)
        row["settle"] = {**gap(posting, short.field), "by": "you" if own else short.side}
    return row


def _row(
    match: Match, verdict: str, values: Mapping[str, Any], sources: Iterable[str], asked_in: str
) -> Row:
    """Return one judged condition; both values say where they were read in running text."""
    return {
        "verdict": verdict,
        "indicator": _masked(match, values["indicator"]),
        "wanted": _masked(match, values["wanted"]),
        "wanted_in": _texts_of("need", [asked_in]),
        "found": values["found"],
        "found_in": _texts_of("technology", sources),
        "hard": values["hard"],
    }


def _field_row(match: Match, field: str, verdict: str) -> Row:
    """Return what fields of both forms say as a condition; none of them is hard or soft."""
    need, technology = match.need, match.technology
    budget = money_range(need.budget_min, need.budget_max)
    price = money_range(technology.price_min, technology.price_max)
    asked, offered = (f"{e.capacity_value} {e.capacity_unit}".strip() for e in (need, technology))
    label, wanted, found = {
        "trl": (_("Mức sẵn sàng công nghệ"), f"≥ TRL {need.trl_min}", _level(technology.trl)),
        "price": (_("Giá trong ngân sách"), budget, price),
        "budget": (_("Giá trong ngân sách"), budget, price),
        "references_vi": (_("Nơi đang áp dụng"), _("được xem chạy thực tế"), ""),
        "capacity_value": (_("Công suất, quy mô"), _masked(match, asked), offered),
        "requirements": (_("Yêu cầu đo được"), "", ""),
    }[field]
    row = {"verdict": verdict, "indicator": label, "wanted": wanted, "found": found or None}
    return {**row, "wanted_in": [], "found_in": [], "hard": None}


def _level(trl: int | None) -> str:
    return f"TRL {trl}" if trl else ""


def _masked(match: Match, words: str) -> str:
    """Return words of the need as the reader may read them."""
    return identity.shown(actor(), match.need, words)


def _texts_of(side: str, fields: Iterable[str]) -> list[dict[str, str]]:
    """Return the running texts among ``fields``, and where they stand on the page of the match."""
    names = dict.fromkeys(field.rpartition("_")[0] for field in fields)
    return [
        {"label": str(FIELDS[each]), "id": f"{side}-{each}"} for each in names if each in _TEXTS
    ]


def gaps(posting: Posting) -> list[dict[str, str]]:
    """Return what would help the matches of ``posting`` most."""
    return [gap(posting, each.field) for each in completeness.of(posting).missing]


def gap(posting: Posting, field: str) -> dict[str, str]:
    """Return what an empty field is called, and where its author can fill it."""
    url = ""
    if posting.is_editable and can("posting:edit", posting):
        url = url_for("postings.edit", code=posting.code, _anchor=_ANCHORS.get(field, field))
    return {"label": str(_GAPS.get(field, field)), "url": url}
