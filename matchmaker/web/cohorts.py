"""Cohorts of deals in addresses: what is asked for, and what that is called on the page."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from matchmaker.services import organisations, provinces
from matchmaker.services.deals.cohorts import ASKED, GROUP, WAITING, Cohort
from matchmaker.services.provinces import Place
from matchmaker.web.context import name_of, names
from matchmaker.web.extensions import db
from matchmaker.web.formats import currency_name, day
from matchmaker.web.locale import language
from models import PATH, DealStage, Party

NAMES = (
    "opened_from", "opened_to", "closed_from", "centre", "province", "map", "reached", "passed",
    "left", "running", "signed", "loss", "side", "clearance", "authority",
)  # fmt: skip
"""What an address may say of a cohort."""


def asked() -> Cohort:
    """Return the cohort that the address asks for; anything unknown asks for nothing."""
    given = request.args
    return Cohort(
        opened_from=day_of(given.get("opened_from", "")),
        opened_to=day_of(given.get("opened_to", "")),
        closed_from=day_of(given.get("closed_from", "")),
        reached=_stage(given.get("reached", "")),
        passed=_stage(given.get("passed", "")),
        left=_stage(given.get("left", "")),
        centre=given.get("centre", "")[:40],
        place=place(given.get("province", "")),
        running=given.get("running") == "1",
        signed=_currency(given.get("signed", "")),
        loss=given.get("loss", "")[:40],
        clearance=given["clearance"] if given.get("clearance") in {ASKED, WAITING} else "",
        authority=given.get("authority", "")[:200],
        loss_party=Party(given["side"]) if given.get("side") in set(Party) else None,
    )


def before() -> bool:
    """Say whether the address asks for the map before 2025-07-01."""
    return request.args.get("map") == provinces.BEFORE


def place(key: str) -> Place | None:
    """Return the province with ``key`` on the map that the address asks for."""
    return provinces.atlas(db.session).place(key, before=before()) if key else None


def place_name(key: str, *, old: bool) -> str:
    """Return what a province is called; what nobody told is said by today's name."""
    if old and key.startswith("~"):
        return _("Chưa rõ tỉnh cũ (nay là %(name)s)", name=name_of(key[1:], "provinces_34"))
    return name_of(key, "provinces_63" if old else "provinces_34")


def day_of(text: str) -> date | None:
    """Return the day that an address says, if it is one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _stage(text: str) -> DealStage | None:
    return DealStage(text) if text in set(PATH) else None


def _currency(text: str) -> str:
    return text if text in names("currencies") else ""


def chips(cohort: Cohort) -> list[dict[str, str]]:
    """Return what is asked for in words, each with the list that does without it."""
    rest: dict[str, Any] = request.args.to_dict()
    rest.pop("page", None)
    return [
        {
            "label": label,
            "url": url_for("deals.list", **{k: v for k, v in rest.items() if k not in names}),
        }
        for names, label in _words(cohort)
    ]


def _words(cohort: Cohort) -> Iterator[tuple[set[str], str]]:
    for name, write in _WORDS.items():
        if value := getattr(cohort, name):
            yield {_IN_ADDRESS.get(name, name)}, write(value)
    if cohort.place:
        name = place_name(cohort.place.key, old=cohort.place.before)
        yield {"province", "map"}, name


def loss_name(code: str) -> str:
    """Return what a reason for loss is called, or a group of reasons."""
    if code.startswith(GROUP):
        return group_name(code.removeprefix(GROUP))
    return name_of(code, "loss_reasons") or _("Chưa ghi lý do")


def centre_name(code: str) -> str:
    """Return what a centre is called; one that nobody knows by its code."""
    centre = organisations.find(db.session, code)
    return centre.name(language()) if centre else _("Trung tâm %(code)s", code=code)


def group_name(group: str) -> str:
    """Return what a group of reasons for loss is called."""
    known = {
        "technology": _("Công nghệ"),
        "commercial": _("Thương mại, tài chính"),
        "legal": _("Pháp lý, quyền"),
        "people": _("Con người"),
        "information": _("Thông tin"),
        "matching": _("Ghép nối, nhu cầu"),
        "other": _("Khác"),
    }
    return known.get(group, group)


def party_name(party: Party | None) -> str:
    """Return which side ended a deal."""
    known = {Party.SUPPLY: _("Bên cung dừng"), Party.DEMAND: _("Bên cầu dừng")}
    return known[party] if party else _("Chưa rõ bên nào")


def clearance_name(clearance: str) -> str:
    """Return how far deals are with the rights to a result of the State."""
    return _("Đang vướng quyền") if clearance == WAITING else _("Đã từng chờ quyền")


_IN_ADDRESS = {"loss_party": "side"}
_WORDS: Mapping[str, Callable[[Any], str]] = {
    "opened_from": lambda value: _("Mở từ %(day)s", day=day(value)),
    "opened_to": lambda value: _("Mở đến %(day)s", day=day(value)),
    "closed_from": lambda value: _("Kết thúc từ %(day)s", day=day(value)),
    "centre": centre_name,
    "reached": lambda value: _("Đã tới “%(stage)s”", stage=name_of(value, "deal_stages")),
    "passed": lambda value: _("Đã qua “%(stage)s”", stage=name_of(value, "deal_stages")),
    "left": lambda value: _("Đã rời “%(stage)s”", stage=name_of(value, "deal_stages")),
    "running": lambda _value: _("Đang theo dõi"),
    "signed": lambda value: _("Đã ký giá trị bằng %(unit)s", unit=currency_name(value)),
    "loss": lambda value: _("Không thành: %(reason)s", reason=loss_name(value)),
    "loss_party": party_name,
    "clearance": clearance_name,
    "authority": lambda value: _("Cơ quan: %(name)s", name=value),
}
