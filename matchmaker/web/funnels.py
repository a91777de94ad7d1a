"""The funnel as a page: its figures, each with the deals behind it, and its charts."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from matchmaker.services import vocabularies
from matchmaker.services.deals.cohorts import ASKED, GROUP, WAITING
from matchmaker.services.deals.funnel import Loss, Step
from matchmaker.services.deals.groups import DIMENSIONS, Group
from matchmaker.services.duties import Waited
from matchmaker.services.identity import MASK
from matchmaker.services.provinces import BEFORE
from matchmaker.web import cohorts, deal_lists
from matchmaker.web.context import name_of
from matchmaker.web.extensions import db
from matchmaker.web.formats import money, number, percent
from models import DealStage, Party, local_today

SIDES = (Party.SUPPLY, Party.DEMAND, None)


def dimension() -> str:
    """Return by what the address asks to break the figures down."""
    asked = request.args.get("by", "")
    return asked if asked in DIMENSIONS else DIMENSIONS[0]


def page_url(**changes: str | None) -> str:
    """Return this page with something else asked for."""
    by = dimension() if "by" in request.args else None
    return url_for("funnel.index", **{**deal_lists.kept(), "by": by, **changes})


def deals_url(**more: str | None) -> str:
    """Return the deals of this page's cohort of which ``more`` is true."""
    return url_for("deals.list", **{**deal_lists.kept(), **more})


def periods() -> list[dict[str, Any]]:
    """Return the periods most asked for, each with its address."""
    today = local_today()
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    year = today.year
    spans = [
        (_("Từ trước đến nay"), None, None),
        (_("Năm nay"), date(year, 1, 1), None),
        (_("Năm trước"), date(year - 1, 1, 1), date(year - 1, 12, 31)),
        (_("Quý này"), quarter, None),
    ]
    return [_span(*each) for each in spans]


def _span(label: str, first: date | None, last: date | None) -> dict[str, Any]:
    asked = [str(each) if each else None for each in (first, last)]
    now = [request.args.get(name) or None for name in ("opened_from", "opened_to")]
    url = page_url(opened_from=asked[0], opened_to=asked[1])
    return {"label": label, "url": url, "current": asked == now}


def way(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Return the stages of the way as rows of the page."""
    return [
        {
            "label": name_of(step.stage.value, "deal_stages"),
            "reached": (step.reached, deals_url(reached=step.stage)),
            "passed": (step.passed, deals_url(passed=step.stage)),
            "share": percent(step.conversion) if step.conversion is not None else "–",
            "days": (written_days(step.days), deals_url(left=step.stage)),
            "last": step.stage is DealStage.COMPLETED,
        }
        for step in steps
    ]


def written_days(days: float | None) -> str:
    """Write how many days something took."""
    return number(days, 1) if days is not None else "–"


def way_charts(steps: Sequence[Step]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Describe two charts: how many deals reached each stage, and how long they stayed."""
    labels = [name_of(step.stage.value, "deal_stages") for step in steps]
    reached, days = [step.reached for step in steps], [step.days for step in steps[:-1]]
    return (
        {
            "kind": "bar-h",
            "label_name": _("Giai đoạn"),
            "labels": labels,
            "series": [{"name": _("Số thương vụ đã tới"), "values": reached}],
        },
        {
            "kind": "bar-h",
            "label_name": _("Giai đoạn"),
            "labels": labels[:-1],
            "series": [
                {
                    "name": _("Số ngày (trung vị)"),
                    "values": [None if each is None else round(each, 1) for each in days],
                }
            ],
        },
    )


def reasons(losses: Sequence[Loss]) -> list[dict[str, Any]]:
    """Return the reasons for loss as rows, each group with its sum before its reasons."""
    group_of = {
        entry.code: entry.attributes["group"]
        for entry in vocabularies.history(db.session, "loss_reasons")
    }
    gathered: dict[str, list[Loss]] = {}
    for loss in losses:
        gathered.setdefault(group_of.get(loss.reason, ""), []).append(loss)
    rows = []
    for group, found in sorted(gathered.items(), key=lambda each: -sum(x.total for x in each[1])):
        if group:
            sums = [sum(loss.counts.get(side, 0) for loss in found) for side in SIDES]
            rows.append(_reason(f"{GROUP}{group}", sums, head=True))
        rows += [
            _reason(loss.reason, [loss.counts.get(side, 0) for side in SIDES]) for loss in found
        ]
    return rows


def _reason(code: str, counts: Sequence[int], *, head: bool = False) -> dict[str, Any]:
    """Return a row; what nobody told cannot be asked of the list, so it leads nowhere."""
    return {
        "label": cohorts.loss_name(code),
        "head": head,
        "sides": [
            (count, deals_url(loss=code, side=side) if code and side else "")
            for count, side in zip(counts, SIDES, strict=True)
        ],
        "total": (sum(counts), deals_url(loss=code) if code else ""),
    }


def reasons_chart(losses: Sequence[Loss]) -> dict[str, Any]:
    """Describe the bars of the reasons, by the side that ended the deal."""
    shown = losses[:12]
    return {
        "kind": "stack-h",
        "label_name": _("Lý do"),
        "labels": [cohorts.loss_name(loss.reason) for loss in shown],
        "series": [
            {
                "name": cohorts.party_name(side),
                "values": [loss.counts.get(side, 0) for loss in shown],
            }
            for side in SIDES
            if any(loss.counts.get(side) for loss in shown)
        ],
    }


def blocked(whole: Waited, found: Sequence[Waited]) -> list[dict[str, Any]]:
    """Return the authorities that deals have waited for as rows, all of them together last."""
    if not found:
        return []
    return [*map(_authority, found), {**_authority(whole), "label": _("Cộng"), "is_sum": True}]


def _authority(row: Waited) -> dict[str, Any]:
    """Return a row; a name that is not shown whole cannot be asked of the list."""
    asked, waiting = (
        "" if MASK in row.authority else deals_url(clearance=each, authority=row.authority or None)
        for each in (ASKED, WAITING)
    )
    return {
        "label": row.authority,
        "deals": (row.deals, asked),
        "waiting": (row.waiting, waiting),
        "days": (row.days, asked),
    }


def breakdown(groups: Sequence[Group], by: str, centres: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the centres, fields, provinces or periods as rows, the most deals first."""
    ordered = groups if by == "period" else sorted(groups, key=lambda group: -group.opened)
    return [row(group, *label_of(group.key, by, centres)) for group in ordered]


def row(group: Group, label: str, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return a row of the comparison: its counts and its sums, each with the deals behind it."""
    share = percent(group.contracted / group.opened) if group.opened else "–"
    return {
        "label": label,
        "cells": [
            (group.opened, deals_url(**asked)),
            (group.introduced, deals_url(**asked, reached=DealStage.INTRODUCED)),
            (group.contracted, deals_url(**asked, reached=DealStage.CONTRACTED)),
            (group.completed, deals_url(**asked, stage=DealStage.COMPLETED)),
            (group.lost, deals_url(**asked, stage=DealStage.LOST)),
            (group.running, deals_url(**asked, running="1")),
        ],
        "share": share,
        "values": [
            (money(amount, currency), deals_url(**asked, signed=currency))
            for currency, amount in group.values.items()
        ],
    }


def label_of(key: str, by: str, centres: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return what a row is called, and what to ask of the list for its deals."""
    match by:
        case "field":
            return name_of(key, "vn_fields") or _("Chưa chọn lĩnh vực"), {"field": key}
        case "province":
            old = cohorts.before()
            asked = {"province": key, **({"map": BEFORE} if old else {})}
            return cohorts.place_name(key, old=old), asked
        case "period":
            return _period(key)
        case _:
            return centres.get(key, key), {"centre": key}


def _period(key: str) -> tuple[str, dict[str, str]]:
    first, last = key.split("/")
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    whole_year = (end - start).days > 100  # noqa: PLR2004
    label = (
        str(start.year)
        if whole_year
        else _("Quý %(quarter)s/%(year)s", quarter=(start.month + 2) // 3, year=start.year)
    )
    asked = request.args
    lower, upper = asked.get("opened_from", ""), asked.get("opened_to", "")
    return label, {
        "opened_from": max(first, lower),
        "opened_to": min(last, upper) if upper else last,
    }
