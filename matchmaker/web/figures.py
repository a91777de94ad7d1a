"""Supply, need and results as a page: every figure leads to the records it counts."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal

from flask import request, url_for
from flask_babel import gettext as _

from matchmaker.services import provinces
from matchmaker.services.figures import Asked, Row
from matchmaker.web import cohorts
from matchmaker.web.context import name_of, names
from matchmaker.web.formats import money
from models import DealStage, local_today

PERIODS = {"all": None, "year": 365, "quarter": 90}

By = Literal["province", "field"]


def period() -> str:
    """Return the period that the address asks for."""
    asked = request.args.get("period", "all")
    return asked if asked in PERIODS else "all"


def since() -> date | None:
    """Return the first day of the period."""
    days = PERIODS[period()]
    return local_today() - timedelta(days=days) if days else None


def page_url(**changes: str | None) -> str:
    """Return this page with something else asked for."""
    now: dict[str, Any] = {"period": request.args.get("period"), "map": request.args.get("map")}
    return url_for("figures.index", **{**now, **changes})


def asked() -> Asked:
    """Return of which matches the address asks for a list."""
    given = request.args
    field = given.get("field", "")
    return Asked(
        place=cohorts.place(given.get("province", "")),
        field=field if field in names("vn_fields") else "",
        since=cohorts.day_of(given.get("since", "")),
    )


def label_of(row: Row, by: By) -> str:
    """Return what a row is called."""
    if by == "field":
        return name_of(row.code, "vn_fields") or row.code
    return cohorts.place_name(row.code, old=cohorts.before())


def table(rows: Sequence[Row], by: By) -> list[dict[str, Any]]:
    """Return the rows of a table."""
    return [{"label": label_of(row, by), **figures(row, *_places(row.code, by))} for row in rows]


def _places(code: str, by: By) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return how the lists of postings, and those of deals and matches, are asked for a row."""
    if by == "province" and cohorts.before():
        return {"province_63": code}, {"province": code, "map": provinces.BEFORE}
    return {by: code}, {by: code}


def figures(
    row: Row, of_postings: Mapping[str, Any], of_deals: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the figures of a row, each with the address of the records behind it."""
    first = since()
    day = first.isoformat() if first else None

    def deals(**more: Any) -> str:
        return url_for("deals.list", **of_deals, **more)

    return {
        "cells": [
            (row["technologies"], url_for("technologies.index", **of_postings, since=day)),
            (row["needs"], url_for("needs.index", **of_postings, since=day)),
            (row["interested"], url_for("figures.interested", **of_deals, since=day)),
            (row["open"], deals(running="1", opened_from=day)),
            (row["completed"], deals(stage=DealStage.COMPLETED, closed_from=day)),
            (row["lost"], deals(stage=DealStage.LOST, closed_from=day)),
        ],
        "values": [
            (money(amount, currency), deals(signed=currency, opened_from=day))
            for currency, amount in row.values.items()
        ],
    }


def bars(rows: Sequence[Row], by: By) -> dict[str, Any]:
    """Describe the bars: technologies, needs and deals of each row, largest first."""
    shown = sorted(rows, key=lambda row: -(row["technologies"] + row["needs"]))[:15]
    deals = [row["open"] + row["completed"] for row in shown]
    return {
        "kind": "bar-h",
        "labels": [label_of(row, by) for row in shown],
        "series": [
            {"name": _("Số công nghệ"), "values": [row["technologies"] for row in shown]},
            {"name": _("Số nhu cầu"), "values": [row["needs"] for row in shown]},
            {"name": _("Số thương vụ"), "values": deals},
        ],
    }


def country(rows: Sequence[Row]) -> dict[str, Any]:
    """Describe the map of the 34 provinces; there are no borders of the 63 to draw."""
    return {
        "kind": "map",
        "names": dict(names("provinces_34")),
        "series": [
            {"name": _("Nhu cầu đang mở"), "values": {row.code: row["needs"] for row in rows}}
        ],
    }
