"""Postings as cards of a list, with the words asked for marked, and nobody's name given away."""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape

from matchmaker.services import identity
from matchmaker.web import wording
from matchmaker.web.access import actor
from matchmaker.web.context import name_of
from matchmaker.web.formats import day, money_range
from matchmaker.web.locale import language
from models import Need, Organisation, Posting, Technology

_SUMMARY = 280


def cards(postings: Iterable[Posting], query: str = "") -> list[dict[str, Any]]:
    """Return the cards of ``postings``; their organisation and disclosures come loaded."""
    return [card(posting, query) for posting in postings]


def card(posting: Posting, query: str = "") -> dict[str, Any]:
    """Return what ``components/posting.html`` shows of one posting."""
    title, summary = title_of(posting), _summary(posting)
    view: dict[str, Any] = {
        "side": posting.side,
        "url": url_of(posting),
        "code": posting.code,
        "title": title,
        "summary": summary,
        "organisation": owner_name(posting),
        "place": name_of(posting.province, "provinces_34"),
        "field": name_of(posting.vn_field, "vn_fields"),
        "trl": posting.trl if isinstance(posting, Technology) else None,
        "price": _price(posting),
        "updated": day(posting.published_at),
    }
    if query:
        view["title_html"], view["summary_html"] = marked(title, query), marked(summary, query)
    if not posting.is_public:
        view["state"] = {"code": posting.state, "label": wording.word_for(posting.state, "state")}
    return view


def url_of(posting: Posting) -> str:
    """Return the address of a posting's page."""
    noun = "technologies" if posting.side == "technology" else "needs"
    return url_for(f"{noun}.show", code=posting.code)


def owner_name(posting: Posting) -> str:
    """Return who posted, as the reader may learn it."""
    if identity.is_known(actor(), posting):
        return posting.organisation.name(language())
    return _("Tổ chức đăng ẩn danh")


def title_of(posting: Posting) -> str:
    """Return the title of ``posting`` as the reader may read it; its code where it has none."""
    return shown(posting, "title") or posting.code


def shown(posting: Posting, field: str) -> str:
    """Return one text of ``posting`` in the reader's language, as the reader may read it."""
    return identity.shown(actor(), posting, posting.text(field, language()))


def _summary(posting: Posting) -> str:
    """Return the summary; a need without one is told by the beginning of its problem."""
    text = shown(posting, "summary") or shown(posting, "problem")
    flat = " ".join(text.split())
    return flat if len(flat) <= _SUMMARY else f"{flat[:_SUMMARY].rsplit(' ', 1)[0]} …"


def _price(posting: Posting) -> str:
    if isinstance(posting, Technology):
        return money_range(posting.price_min, posting.price_max)
    if isinstance(posting, Need) and (posting.budget_min or posting.budget_max):
        budget = money_range(posting.budget_min, posting.budget_max)
        return _("ngân sách %(budget)s", budget=budget)
    return ""


def marked(text: str, query: str) -> Markup:
    """Return ``text`` as safe HTML with the words of ``query`` marked."""
    from matchmaker.matching.highlight import spans
    from matchmaker.matching.text import tokenize

    words = [token.text for token in tokenize(query)]
    parts, end = [], 0
    for start, stop in _joined(text, spans(text, words)):
        parts += [escape(text[end:start]), Markup("<mark>%s</mark>") % text[start:stop]]
        end = stop
    return Markup("").join([*parts, escape(text[end:])])


def _joined(text: str, found: Iterable[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """Return the places ``found``, neighbours with nothing but a space between made one."""
    places: list[tuple[int, int]] = []
    for start, stop, _term in found:
        if places and not text[places[-1][1] : start].strip():
            places[-1] = (places[-1][0], stop)
        else:
            places.append((start, stop))
    return places


def organisation_card(organisation: Organisation) -> dict[str, Any]:
    """Return what ``organisations/_card.html`` shows of one organisation."""
    return {
        "url": url_for("organisations.show", code=organisation.code),
        "code": organisation.code,
        "name": organisation.name(language()),
        "kind": name_of(organisation.org_type, "org_types"),
        "place": name_of(organisation.province, "provinces_34"),
        "work": organisation.field_of_work,
        "verified": organisation.verified,
    }
