"""Lists of deals on the page: what a URL asks for, cards of the board, and the export."""

from typing import Any, TypedDict

from flask import request, url_for
from flask_babel import gettext as _

from matchmaker.services import identity, organisations
from matchmaker.services.deals import boards, credits, reassignments
from matchmaker.services.deals import filters as deal_filters
from matchmaker.services.deals.boards import Column
from matchmaker.services.deals.clocks import Clocks
from matchmaker.services.deals.filters import Filters
from matchmaker.services.permissions import Permission, allows
from matchmaker.web import cards, cohorts, deal_clocks
from matchmaker.web.access import actor
from matchmaker.web.context import name_of
from matchmaker.web.extensions import db
from matchmaker.web.formats import day, money, percent
from matchmaker.web.forms.fields import tidy_line
from matchmaker.web.locale import language
from matchmaker.web.words import duty_words
from models import Deal, DealStage, User, local_today

_FILTERS = {
    "stage", "officer", "field", "age", "value", "colour", "q", "overdue", "orphaned",
    *cohorts.NAMES,
}  # fmt: skip
_ASKED = _FILTERS | {"sort", "desc"}


class Order(TypedDict):
    """How a list is sorted."""

    sort: str
    descending: bool


def filters() -> Filters:
    """Return what the URL asks for; anything unknown asks for nothing."""
    asked = request.args
    stage, colour, value = (asked.get(name, "") for name in ("stage", "colour", "value"))
    age = _number("age")
    return Filters(
        stage=DealStage(stage) if stage in set(DealStage) else None,
        officer_id=_number("officer"),
        field=asked.get("field", "")[:10],
        age=age if age in deal_filters.AGES else None,
        value=value if value in deal_filters.VALUES else "",
        colour=colour if colour in deal_filters.COLOURS else "",
        query=tidy_line(asked.get("q", ""))[:100],
        overdue=asked.get("overdue") == "1",
        orphaned=asked.get("orphaned") == "1",
        cohort=cohorts.asked(),
    )


def _number(name: str) -> int | None:
    written = request.args.get(name, "")
    return int(written) if written.isdecimal() and len(written) < 10 else None  # noqa: PLR2004


def order() -> Order:
    """Return the order that the URL asks for: the most urgent first unless told."""
    sort = request.args.get("sort", "due")
    if sort not in boards.SORTS:
        return Order(sort="due", descending=False)
    return Order(sort=sort, descending=request.args.get("desc") == "1")


def kept() -> dict[str, Any]:
    """Return what the URL asks for, without the page."""
    return {key: value for key, value in request.args.items() if key in _ASKED and value}


def sort_url(key: str) -> str:
    """Return the list sorted by ``key``; the other way round where it is already."""
    now = order()
    turned = "1" if now["sort"] == key and not now["descending"] else None
    return url_for("deals.list", **{**kept(), "sort": key, "desc": turned})


def given() -> dict[str, Any] | None:
    """Return what was just given to another officer, for who leads the centre and may undo it."""
    entry_id, code = _number("given"), request.args.get("centre", "")
    centre = organisations.find(db.session, code) if entry_id and code else None
    if centre is None or not allows(actor(), Permission.CENTRE_LEAD, centre):
        return None
    entry = reassignments.entry_of(db.session, centre, entry_id or 0)
    officer = db.session.get(User, entry.detail["officer"]) if entry else None
    if entry is None or officer is None:
        return None
    return {
        "entry_id": entry.id,
        "centre": centre.code,
        "count": len(entry.detail["deals"]),
        "returnable": len(reassignments.returnable(db.session, centre, entry)),
        "name": officer.display_name,
    }


def firm(deal: Deal) -> str:
    """Return the name of the side that needs, as far as the viewer may know it."""
    if identity.is_known(actor(), deal.need):
        return deal.need.organisation.name(language())
    return _("Tổ chức đăng ẩn danh")


def value(deal: Deal) -> str:
    """Write what was signed, in its own currency, else what is expected."""
    return money(*deal.value)


def shares(deal: Deal) -> str:
    """Write the parts of the centres that share a deal, its own first."""
    if not deal.credits:
        return ""
    found = credits.shares(deal)
    return "; ".join(f"{centre.name(language())} {percent(part / 100)}" for centre, part in found)


def shown(deal: Deal, words: str) -> str:
    """Return ``words`` of a deal as the viewer may read them."""
    return identity.shown(actor(), deal.need, words)


def blocked(deal: Deal) -> str:
    """Say how long a deal has waited for rights, and where."""
    return duty_words.blocked(actor(), deal)


def column(found: Column, clocks: Clocks) -> dict[str, Any]:
    """Return a column of the board: its cards, and the way to those it has no room for."""
    whole = len(found.deals) == found.total
    asked = {key: value for key, value in kept().items() if key in _FILTERS}
    return {
        "code": found.stage.value,
        "label": name_of(found.stage.value, "deal_stages"),
        "cards": [_card(deal, clocks) for deal in found.deals],
        "total": found.total,
        "more_url": "" if whole else url_for("deals.list", **{**asked, "stage": found.stage.value}),
    }


def _card(deal: Deal, clocks: Clocks) -> dict[str, Any]:
    follows = allows(actor(), Permission.DEAL_FOLLOW_UP, deal)
    due = deal.next_step_due
    return {
        "code": deal.code,
        "title": cards.title_of(deal.need),
        "url": url_for("deals.show", code=deal.code),
        "lines": [
            deal.technology.title(language()),
            firm(deal),
            *([deal.officer.display_name] if deal.officer else []),
        ],
        "due": day(due),
        "blocked": blocked(deal),
        "overdue": due is not None and due < local_today(),
        "clock": deal_clocks.shown(clocks, deal),
        "move_url": url_for("deals.move", code=deal.code),
        "version": deal.version,
        "moves": [
            (stage.value, name_of(stage.value, "deal_stages")) for stage in deal.next_stages()
        ]
        if follows
        else [],
    }
