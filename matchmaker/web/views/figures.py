"""Figures by province and field, each with a chart; every figure opens the records behind it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from matchmaker.services import figures
from matchmaker.services.permissions import Permission
from matchmaker.web import spreadsheets, tables
from matchmaker.web.access import require
from matchmaker.web.context import name_of, names
from matchmaker.web.extensions import db
from matchmaker.web.spreadsheets import KIND

bp = Blueprint("figures", __name__, url_prefix="/figures")

_PERIODS = {"all": None, "year": 365, "quarter": 90}


@bp.get("/")
def index() -> str:
    """Show supply, need and results by province and by field."""
    require(Permission.FIGURES_READ)
    period = request.args.get("period", "all")
    since = _since(period)
    provinces = figures.by_province(db.session, since)
    fields = figures.by_field(db.session, since)
    return render_template(
        "figures/index.html",
        period=period if period in _PERIODS else "all",
        total=figures.total(provinces),
        tables=[
            ("provinces_34", "province", provinces, _option(provinces, "provinces_34")),
            ("vn_fields", "field", fields, _option(fields, "vn_fields")),
        ],
        supply_map=_map(provinces),
    )


@bp.get(f"/provinces.{KIND}")
def export_provinces(kind: str) -> Response:
    """Download the figures by province."""
    require(Permission.FIGURES_READ)
    found = figures.by_province(db.session, _since(request.args.get("period", "all")))
    columns = tables.figures.columns("provinces_34", _("Tỉnh, thành phố"))
    return spreadsheets.download(kind, "so-lieu-theo-tinh", columns, found)


@bp.get(f"/fields.{KIND}")
def export_fields(kind: str) -> Response:
    """Download the figures by field."""
    require(Permission.FIGURES_READ)
    found = figures.by_field(db.session, _since(request.args.get("period", "all")))
    columns = tables.figures.columns("vn_fields", _("Lĩnh vực"))
    return spreadsheets.download(kind, "so-lieu-theo-linh-vuc", columns, found)


def _since(period: str) -> datetime | None:
    days = _PERIODS.get(period)
    return datetime.now(UTC) - timedelta(days=days) if days else None


def _option(rows: list[figures.Row], vocabulary: str) -> dict[str, Any]:
    """Describe the bars: technologies, needs and deals of each row, largest first."""
    shown = sorted(rows, key=lambda row: -(row["technologies"] + row["needs"]))[:15]
    return {
        "kind": "bar-h",
        "labels": [name_of(row.code, vocabulary) for row in shown],
        "series": [
            {"name": _("Số công nghệ"), "values": [row["technologies"] for row in shown]},
            {"name": _("Số nhu cầu"), "values": [row["needs"] for row in shown]},
            {
                "name": _("Số thương vụ"),
                "values": [row["open"] + row["completed"] for row in shown],
            },
        ],
    }


def _map(rows: list[figures.Row]) -> dict[str, Any]:
    return {
        "kind": "map",
        "names": dict(names("provinces_34")),
        "series": [
            {"name": _("Nhu cầu đang mở"), "values": {row.code: row["needs"] for row in rows}}
        ],
    }
