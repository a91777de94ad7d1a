"""Deals seen together: the board and the list."""

from flask import Response, render_template

from matchmaker.services.deals import boards, clocks
from matchmaker.services.permissions import Permission, allows
from matchmaker.web import cohorts, deal_clocks, deal_lists, spreadsheets, tables
from matchmaker.web.access import actor, require
from matchmaker.web.extensions import db
from matchmaker.web.paging import page_number, page_url
from matchmaker.web.spreadsheets import KIND
from matchmaker.web.views.deals.blueprint import bp
from models import local_today


@bp.get("/")
def index() -> str:
    """Show the board, by stage."""
    require(Permission.DEAL_LIST)
    filters = deal_lists.filters()
    columns, read = boards.columns(db.session, actor(), filters), clocks.read(db.session)
    return render_template(
        "deals/index.html",
        columns=[deal_lists.column(each, read) for each in columns],
        total=sum(each.total for each in columns),
        filters=filters,
        chips=cohorts.chips(filters.cohort),
        cohort_names=cohorts.NAMES,
        officers=boards.officers(db.session, actor()),
        ages=deal_clocks.ages(),
    )


@bp.get("/list", endpoint="list")
def table() -> str:
    """List deals: sorted, filtered, paged."""
    require(Permission.DEAL_LIST)
    filters, order = deal_lists.filters(), deal_lists.order()
    read = clocks.read(db.session)
    page = boards.listed(
        db.session, actor(), filters, number=page_number(), url=page_url(), **order
    )
    return render_template(
        "deals/list.html",
        page=page,
        filters=filters,
        order=order,
        chips=cohorts.chips(filters.cohort),
        cohort_names=cohorts.NAMES,
        today=local_today(),
        firm=deal_lists.firm,
        shown=deal_lists.shown,
        value=deal_lists.value,
        shares=deal_lists.shares,
        blocked=deal_lists.blocked,
        sort_url=deal_lists.sort_url,
        clock=lambda deal: deal_clocks.shown(read, deal),
        officers=boards.officers(db.session, actor()),
        ages=deal_clocks.ages(),
        leads=allows(actor(), Permission.CENTRE_LEAD, actor().organisation),
        given=deal_lists.given(),
    )


@bp.get(f"/list.{KIND}")
def export(kind: str) -> Response:
    """Download the list."""
    require(Permission.DEAL_LIST)
    found = boards.every(db.session, actor(), deal_lists.filters(), **deal_lists.order())
    return spreadsheets.download(kind, "thuong-vu", tables.deals.COLUMNS, found)
