"""Deals seen together: the board, the list, and the week."""

from flask import Response, render_template, request, url_for

from matchmaker.services import boards, stages
from matchmaker.services.permissions import Permission
from matchmaker.web import cohorts, deal_lists
from matchmaker.web.access import actor, require
from matchmaker.web.extensions import db
from matchmaker.web.paging import page_number, page_url
from matchmaker.web.views.deals.blueprint import bp


@bp.get("/")
def index() -> str:
    """Show the board, by stage."""
    require(Permission.DEAL_LIST)
    filters = deal_lists.filters()
    columns = boards.columns(db.session, actor(), filters)
    return render_template(
        "deals/index.html",
        columns=[deal_lists.column(each) for each in columns],
        total=sum(each.total for each in columns),
        filters=filters,
        officers=boards.officers(db.session, actor()),
    )


@bp.get("/list", endpoint="list")
def table() -> str:
    """List deals: sorted, filtered, paged."""
    require(Permission.DEAL_LIST)
    filters, order = deal_lists.filters(), deal_lists.order()
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
        today=stages.today(),
        firm=deal_lists.firm,
        shown=deal_lists.shown,
        sort_url=deal_lists.sort_url,
        export_url=url_for(".export", **deal_lists.kept()),
        officers=boards.officers(db.session, actor()),
    )


@bp.get("/list.csv")
def export() -> Response:
    """Download the list."""
    require(Permission.DEAL_LIST)
    found = boards.every(db.session, actor(), deal_lists.filters(), **deal_lists.order())
    return deal_lists.download(found)


@bp.get("/due")
def due() -> str:
    """Show what is due this week: overdue, today, until Sunday."""
    require(Permission.DEAL_LIST)
    mine = request.args.get("mine") == "1"
    week = boards.week(db.session, actor(), mine=mine)
    return render_template(
        "deals/due.html",
        week=week,
        mine=mine,
        today=stages.today(),
        firm=deal_lists.firm,
        shown=deal_lists.shown,
    )
