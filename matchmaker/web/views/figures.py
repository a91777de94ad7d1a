"""Figures by province and field, each with a chart; every figure opens the records behind it."""

from flask import Blueprint, Response, render_template

from matchmaker.services import figures
from matchmaker.services.figures import Row
from matchmaker.services.permissions import Permission
from matchmaker.web import cards, cohorts, spreadsheets, tables
from matchmaker.web import figures as shown
from matchmaker.web.access import actor, require
from matchmaker.web.extensions import db
from matchmaker.web.figures import By
from matchmaker.web.paging import page_number, page_url
from matchmaker.web.spreadsheets import KIND
from matchmaker.web.words import match_words
from models import Party

bp = Blueprint("figures", __name__, url_prefix="/figures")


@bp.get("/")
def index() -> str:
    """Show supply, need and results by province and by field."""
    require(Permission.FIGURES_READ)
    old = cohorts.before()
    provinces, fields = _rows("province"), _rows("field")
    return render_template(
        "figures/index.html",
        period=shown.period(),
        old=old,
        page_url=shown.page_url,
        total=shown.figures(figures.total(provinces), {}, {}),
        tables=[
            ("province", shown.table(provinces, "province"), shown.bars(provinces, "province")),
            ("field", shown.table(fields, "field"), shown.bars(fields, "field")),
        ],
        supply_map=None if old else shown.country(provinces),
        department=actor().department_province,
    )


@bp.get(f"/provinces.{KIND}")
def export_provinces(kind: str) -> Response:
    """Download the figures by province."""
    return _export("province", "so-lieu-tinh", kind)


@bp.get(f"/fields.{KIND}")
def export_fields(kind: str) -> Response:
    """Download the figures by field."""
    return _export("field", "so-lieu-linh-vuc", kind)


def _export(by: By, name: str, kind: str) -> Response:
    require(Permission.FIGURES_READ)
    rows = _rows(by)
    return spreadsheets.download(kind, name, tables.figures.columns(rows, by), rows)


@bp.get("/interested")
def interested() -> str:
    """List the matches of which a side said that it is interested."""
    require(Permission.FIGURES_READ)
    asked = shown.asked()
    return render_template(
        "figures/interested.html",
        page=figures.interested(db.session, actor(), asked, page_number(), page_url()),
        asked=asked,
        place=cohorts.place_name(asked.place.key, old=asked.place.before) if asked.place else "",
        title_of=cards.title_of,
        owner=cards.owner_name,
        answer_state=match_words.answer_state,
        parties=Party,
    )


@bp.get(f"/interested.{KIND}")
def export_interested(kind: str) -> Response:
    """Download those matches."""
    require(Permission.FIGURES_READ)
    found = figures.every(db.session, actor(), shown.asked())
    return spreadsheets.download(kind, "goi-y-co-quan-tam", tables.matches.COLUMNS, found)


def _rows(by: By) -> list[Row]:
    first = shown.since()
    if by == "field":
        return figures.by_field(db.session, actor(), first)
    return figures.by_province(db.session, actor(), first, before=cohorts.before())
