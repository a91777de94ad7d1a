"""What payments come to, by centre and year, and the records behind each figure."""

from http import HTTPStatus

from flask import Response, abort, render_template

from matchmaker.services.deals import payment_totals
from matchmaker.services.deals.payment_totals import Filters
from matchmaker.services.permissions import Permission
from matchmaker.web import payment_lists, spreadsheets, tables
from matchmaker.web.access import actor, require
from matchmaker.web.extensions import db
from matchmaker.web.paging import page_number, page_url
from matchmaker.web.spreadsheets import KIND
from matchmaker.web.views.deals.blueprint import bp
from matchmaker.web.words import payment_words
from models import Organisation


@bp.get("/payments")
def payment_sums() -> str:
    """Show what was paid, is due and is late, by centre and year."""
    require(Permission.PAYMENT_TOTALS)
    centres = payment_totals.centres(db.session, actor())
    found, year = payment_totals.totals(db.session, actor()), payment_lists.asked_year()
    chosen = [row for row in found if year in {None, row.year}]
    return render_template(
        "deals/payments.html",
        tables=payment_lists.tables(chosen, centres),
        years=sorted({row.year for row in found}, reverse=True),
        year=year,
        several=len(centres) > 1,
        states=payment_words.STATES,
    )


@bp.get(f"/payments.{KIND}")
def payment_sum_export(kind: str) -> Response:
    """Download what payments come to, of all years or the one that is looked at."""
    require(Permission.PAYMENT_TOTALS)
    year, centres = payment_lists.asked_year(), payment_totals.centres(db.session, actor())
    found = payment_totals.totals(db.session, actor())
    chosen = [row for row in found if year in {None, row.year}]
    columns = tables.payments.totals(centres)
    return spreadsheets.download(kind, "tong-thanh-toan", columns, chosen)


@bp.get("/payments/list")
def payment_list() -> str:
    """List the payments that a figure adds up."""
    centre, filters = _asked()
    page = payment_totals.records(db.session, filters, page_number(), page_url())
    return render_template(
        "deals/payment_list.html",
        page=page,
        rows=[payment_lists.record(each, filters.centre_id) for each in page.items],
        centre=centre,
        filters=filters,
        states=payment_words.STATES,
    )


@bp.get(f"/payments/list.{KIND}")
def payment_export(kind: str) -> Response:
    """Download the payments that a figure adds up."""
    _centre, filters = _asked()
    found = payment_totals.every(db.session, filters)
    columns = tables.payments.columns(filters.centre_id)
    return spreadsheets.download(kind, "thanh-toan", columns, found)


def _asked() -> tuple[Organisation, Filters]:
    require(Permission.PAYMENT_TOTALS)
    centres = payment_totals.centres(db.session, actor())
    filters = payment_lists.filters(centres) or abort(HTTPStatus.NOT_FOUND)
    return next(each for each in centres if each.id == filters.centre_id), filters
