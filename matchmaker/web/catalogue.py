"""What the pages of technologies and needs share: lists with filters, one posting, its visits."""

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from matchmaker.services import catalogue, identity, organisations
from matchmaker.services.catalogue import Criteria, Facet, Listing, Note, Option, Side
from matchmaker.services.permissions import Permission
from matchmaker.web import cards, cohorts, corrections, spreadsheets, tables, wording
from matchmaker.web.access import actor, can, require
from matchmaker.web.context import names
from matchmaker.web.extensions import db
from matchmaker.web.formats import day, number
from matchmaker.web.locale import language
from matchmaker.web.paging import Page, address, without
from matchmaker.web.words import impact_words
from models import Posting, Technology
from models.text import sort_key

_NOUNS: Mapping[Side, str] = {"technology": "technologies", "need": "needs"}
_LABELS = {
    "field": _l("Lĩnh vực"),
    "province": _l("Tỉnh, thành phố"),
    "trl": _l("Mức sẵn sàng công nghệ (TRL)"),
    "state": _l("Trạng thái tin"),
    "type": _l("Loại hình"),
    "side": _l("Vai trò"),
    "verified": _l("Xác minh"),
    "sort": _l("Sắp xếp"),
}
_KINDS = {"technology": _l("Loại công nghệ"), "need": _l("Loại nhu cầu")}
_SORTS = {
    "relevance": _l("Phù hợp nhất"),
    "newest": _l("Mới nhất"),
    "title": _l("Tên A–Z"),
    "trl": _l("TRL cao nhất"),
}
_KEPT = {"sort", "organisation", "province_63", "since"}
"""What an address keeps while other filters are chosen."""

_REMEMBERED = 100
_ROBOTS = ("bot", "crawl", "spider", "slurp", "preview", "headless", "curl", "python")


def index(side: Side) -> str:
    """Answer with one page of the postings of ``side`` that the address asks for."""
    require(Permission.PAGE_READ)
    arguments = request.args.to_dict(flat=False)
    criteria, notes = catalogue.read(db.session, actor(), side, arguments)
    listing = catalogue.browse(db.session, actor(), criteria)
    path = url_for(f"{_NOUNS[side]}.index")
    pairs = listing.criteria.arguments()
    if listing.criteria.page != criteria.page:
        notes.append(Note("page", value=str(listing.pages)))
    if listing.cut:
        notes.append(Note("cut", value=number(catalogue.FOUND, 0)))
    return render_template(
        f"{_NOUNS[side]}/index.html",
        listing=listing,
        views=cards.cards(listing.postings, criteria.query),
        page=Page(listing.criteria.page, listing.pages, listing.total, path, pairs),
        groups=[_group(facet, side) for facet in listing.facets],
        chosen=_chosen(listing.criteria, path),
        clear_url=address(path, [("q", criteria.query)] if criteria.query else []),
        sorts=_sorts(listing, path),
        kept=[(name, value) for name, value in pairs if name in _KEPT],
        notes=[note_text(note, side) for note in notes],
        meant=corrections.correction(criteria.query, [side], path, pairs),
        path=path,
    )


def export(side: Side, kind: str) -> Response:
    """Answer with all postings of ``side`` that the address asks for, as a file."""
    require(Permission.PAGE_READ)
    arguments = request.args.to_dict(flat=False)
    criteria, _notes = catalogue.read(db.session, actor(), side, arguments)
    found = catalogue.every(db.session, actor(), criteria)
    name = {"technology": "cong-nghe", "need": "nhu-cau"}[side]
    return spreadsheets.download(kind, name, tables.postings.COLUMNS[side], found)


def show(side: Side, code: str) -> str:
    """Answer with the page of one posting."""
    posting = catalogue.find(db.session, side, code) or abort(404)
    require(Permission.POSTING_READ, posting)
    known = identity.is_known(actor(), posting)
    return render_template(
        f"{_NOUNS[side]}/show.html",
        posting=posting,
        known=known,
        owner=cards.owner_name(posting),
        text=_Texts(posting),
        centre=organisations.centre_of(db.session, posting.province),
        files=[each for each in posting.attachments if can("attachment:read", each)],
        last_change=posting.history[-1] if posting.history else None,
        own=actor().belongs_to(posting.organisation_id),
        brought=impact_words.brought(posting) if isinstance(posting, Technology) else [],
    )


def visit(side: Side, code: str) -> tuple[str, int]:
    """Count that a person opened a posting, once a session; robots and owners do not count."""
    posting = catalogue.find(db.session, side, code) or abort(404)
    require(Permission.POSTING_READ, posting)
    agent = request.headers.get("User-Agent", "").lower()
    seen: list[int] = session.get("seen", [])
    if posting.id not in seen and not any(robot in agent for robot in _ROBOTS):
        if catalogue.count_visit(db.session, actor(), posting):
            db.session.commit()
        session["seen"] = [*seen, posting.id][-_REMEMBERED:]
    return "", 204


class _Texts:
    """The texts of one posting for its page: in the reader's language, or marked as the other."""

    def __init__(self, posting: Posting) -> None:
        self._posting = posting

    def __call__(self, field: str) -> str:
        """Return a text that may be in both languages."""
        return cards.shown(self._posting, field)

    def other(self, field: str) -> str:
        """Return the language of a text that is missing in the reader's language, else nothing."""
        here, there = language(), "vi" if language() == "en" else "en"
        missing = not getattr(self._posting, f"{field}_{here}")
        return there if missing and getattr(self._posting, f"{field}_{there}") else ""

    def only(self, text: str) -> str:
        """Return a text kept in one language only, as the reader may read it."""
        return identity.shown(actor(), self._posting, text or "")


def group_label(name: str, side: str = "") -> str:
    """Return what a filter is called."""
    return str(_KINDS[side] if name == "kind" else _LABELS[name])


def _group(facet: Facet, side: str) -> dict[str, Any]:
    """Return one filter as ``components/facets.html`` draws it."""
    options = [
        {
            "value": option.value,
            "label": _nested(
                value_label(facet.name, facet.vocabulary, option.value), facet, option
            ),
            "count": option.count,
            "selected": option.selected,
        }
        for option in facet.options
    ]
    if facet.name == "province":
        options.sort(key=lambda option: sort_key(str(option["label"])))
    return {
        "name": facet.name,
        "label": group_label(facet.name, side),
        "open": facet.name == "field",
        "options": options,
    }


def _nested(label: str, facet: Facet, option: Option) -> str:
    """Set a field apart from the group above it."""
    if facet.name != "field":
        return label
    return Markup('<span class="%s">%s</span>') % (
        "facet-child" if option.parent else "facet-parent",
        label,
    )


def value_label(group: str, vocabulary: str, value: str) -> str:
    """Return what one value of a filter is called."""
    if group == "state":
        return wording.word_for(value, "state")
    name = names(vocabulary).get(value, value)
    return f"TRL {value} – {name}" if group == "trl" else name


def _chosen(criteria: Criteria, path: str) -> list[dict[str, str]]:
    """Return the filters that are on, each with the address that takes it off."""
    pairs = criteria.arguments()
    items = [
        {
            "label": value_label(
                group, catalogue.VOCABULARIES.get((criteria.side, group), ""), value
            ),
            "url": address(path, without(pairs, group, value)),
        }
        for group, values in criteria.filters.items()
        for value in values
    ]
    if criteria.organisation:
        organisation = organisations.find(db.session, criteria.organisation)
        label = organisation.name(language()) if organisation else criteria.organisation
        items.append({"label": label, "url": address(path, without(pairs, "organisation"))})
    if criteria.place:
        label = cohorts.place_name(criteria.place.key, old=True)
        items.append({"label": label, "url": address(path, without(pairs, "province_63"))})
    if criteria.since:
        label = _("Đăng từ %(day)s", day=day(criteria.since))
        items.append({"label": label, "url": address(path, without(pairs, "since"))})
    return items


def _sorts(listing: Listing, path: str) -> list[dict[str, Any]]:
    """Return the orders the list can have, each with its address."""
    criteria = listing.criteria
    rest = without(criteria.arguments(), "sort")
    return [
        {
            "label": str(_SORTS[sort]),
            "url": address(path, [*rest, ("sort", sort)]),
            "current": sort == criteria.sort,
        }
        for sort in catalogue.SORTS[criteria.side]
        if sort != "relevance" or criteria.query
    ]


def note_text(note: Note, side: str = "") -> str:
    """Say what of the question was not used as it stood."""
    match note.what:
        case "query-cut":
            return _("Câu tìm quá dài: chỉ tìm theo 200 ký tự đầu.")
        case "query-cleaned":
            return _("Đã bỏ các ký tự không hiển thị được trong câu tìm.")
        case "cut":
            return _(
                "Nhiều tin khớp: chỉ liệt kê và đếm %(most)s tin phù hợp nhất. "
                "Thêm từ vào câu tìm để thu hẹp.",
                most=note.value,
            )
        case "page":
            return _("Danh sách chỉ có %(pages)s trang: đây là trang cuối.", pages=note.value)
        case _:
            return _(
                "Bộ lọc “%(group)s” không có giá trị “%(value)s” nên được bỏ qua.",
                group=group_label(note.group, side),
                value=note.value,
            )
