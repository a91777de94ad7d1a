"""The stages of a deal: what must be written down before one is left, declared as data."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.services import vocabularies
from matchmaker.services.errors import InvalidTransition, UnknownCode
from matchmaker.services.files.uploads import StoredFile
from models import Deal, DealStage, Operator, Party, Requirement, local_today
from models.deal import PATH
from models.text import clean

LARGEST_AMOUNT = 10**15


class Kind(StrEnum):
    """The shapes that evidence takes."""

    TEXT = "text"
    LINE = "line"
    DATE = "date"
    MONEY = "money"
    CODE = "code"
    CODES = "codes"
    CHOICE = "choice"
    TICKS = "ticks"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing to be written down: a code of ``vocabulary``, one of ``choices``, or free."""

    name: str
    kind: Kind
    vocabulary: str = ""
    group: str = ""
    """The part of the vocabulary that is meant, where it has several."""
    choices: tuple[str, ...] = ()
    past: bool = False
    """A date that lies behind us; the other dates lie ahead."""


FIELDS: Mapping[str, Evidence] = {
    each.name: each
    for each in (
        Evidence("fit", Kind.TEXT),
        Evidence("supply_answer", Kind.CODE, vocabulary="match_feedback"),
        Evidence("demand_answer", Kind.CODE, vocabulary="match_feedback"),
        Evidence("check_kind", Kind.CHOICE, choices=("visit", "call", "test")),
        Evidence("requirements", Kind.TICKS),
        Evidence("check_note", Kind.TEXT),
        Evidence("trial_minutes", Kind.TEXT),
        Evidence("trial_skipped", Kind.TEXT),
        Evidence("minutes_file", Kind.FILE),
        Evidence("terms", Kind.TEXT),
        Evidence("contract_number", Kind.LINE),
        Evidence("contract_date", Kind.DATE, past=True),
        Evidence("value_signed", Kind.MONEY),
        Evidence("currency", Kind.CODE, vocabulary="currencies"),
        Evidence("transfer_right", Kind.CODE, vocabulary="transfer_modes", group="right"),
        Evidence("transfer_form", Kind.CODE, vocabulary="transfer_modes", group="form"),
        Evidence("transfer_method", Kind.CODES, vocabulary="transfer_modes", group="method"),
        Evidence("contents_reason", Kind.TEXT),
        Evidence("registration", Kind.CODE, vocabulary="registration_rules"),
        Evidence("acceptance_minutes", Kind.TEXT),
        Evidence("acceptance_date", Kind.DATE, past=True),
        Evidence("reason", Kind.TEXT),
        Evidence("resume_on", Kind.DATE),
        Evidence("loss_reason", Kind.CODE, vocabulary="loss_reasons"),
        Evidence("loss_party", Kind.CHOICE, choices=tuple(party.value for party in Party)),
        Evidence("loss_note", Kind.TEXT),
        Evidence("loss_remedy", Kind.TEXT),
    )
}

KEPT_ON_DEAL = frozenset(
    {
        "contract_number",
        "contract_date",
        "value_signed",
        "currency",
        "transfer_right",
        "transfer_form",
        "transfer_method",
        "resume_on",
        "loss_reason",
        "loss_party",
        "loss_note",
        "loss_remedy",
    }
)
"""Evidence that is a column of the deal; the rest lives in its timeline."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What a move asks for: of each group one name at least, and what may be told besides."""

    required: tuple[tuple[str, ...], ...] = ()
    optional: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return every name, in the order of the form."""
        wanted = [name for group in self.required for name in group]
        return tuple(dict.fromkeys([*wanted, *self.optional]))

    def __add__(self, other: "Demand") -> "Demand":
        return Demand(self.required + other.required, self.optional + other.optional)

    def without(self, name: str) -> "Demand":
        """Return the same demand, not asking for ``name``."""
        return Demand(tuple(group for group in self.required if group != (name,)), self.optional)


EXITS: Mapping[DealStage, Demand] = {
    DealStage.PROPOSED: Demand((("fit",),)),
    DealStage.INTRODUCED: Demand((("supply_answer",), ("demand_answer",))),
    DealStage.QUALIFIED: Demand((("check_kind",), ("requirements",)), ("check_note",)),
    DealStage.TRIAL: Demand((("trial_minutes", "minutes_file", "trial_skipped"),)),
    DealStage.NEGOTIATION: Demand(
        (("contract_number",), ("contract_date",), ("value_signed",)),
        (
            "currency",
            "transfer_right",
            "transfer_form",
            "transfer_method",
            "terms",
            "contents_reason",
        ),
    ),
    DealStage.CONTRACTED: Demand((("registration",),)),
    DealStage.IMPLEMENTING: Demand((("acceptance_minutes", "minutes_file"), ("acceptance_date",))),
}
"""What leaving a stage forward asks for (``exit_evidence`` of ``deal_stages.csv``)."""

SKIPPED_TRIAL = Demand((("trial_skipped",),))
BACK = Demand((("reason",),))
PAUSE = Demand((("resume_on",),), ("reason",))
RESUME = Demand((), ("reason",))
LOSE = Demand((("loss_reason",), ("loss_party",)), ("loss_note", "loss_remedy"))
LOSE_IN_WORDS = Demand((("loss_reason",), ("loss_party",), ("loss_note",)), ("loss_remedy",))


def demand(deal: Deal, stage: DealStage) -> Demand:
    """Return what entering ``stage`` asks for; raises :class:`InvalidTransition`."""
    if stage not in deal.next_stages():
        raise InvalidTransition(deal.code, deal.stage, stage)
    if stage is DealStage.LOST:
        return LOSE
    if stage is DealStage.PAUSED:
        return PAUSE
    if deal.stage is DealStage.PAUSED:
        return RESUME
    if deal.goes_back(stage):
        return BACK
    asked = EXITS[deal.stage]
    if deal.stage is not DealStage.TRIAL and PATH.index(stage) > PATH.index(deal.stage) + 1:
        asked += SKIPPED_TRIAL
    if deal.registration_duty:
        asked = asked.without("registration")
    return asked if hard_requirements(deal) else asked.without("requirements")


def hard_requirements(deal: Deal) -> list[Requirement]:
    """Return the requirements that must be met."""
    return [each for each in deal.need.requirements if each.hard]


_SIGNS = {Operator.AT_LEAST: "≥ ", Operator.AT_MOST: "≤ ", Operator.EQUALS: "= "}


def requirement_text(requirement: Requirement) -> str:
    """Write a requirement in one line: "độ ẩm cuối ≤ 12 %"."""
    sign = _SIGNS.get(requirement.operator, "")
    return f"{requirement.indicator} {sign}{requirement.value} {requirement.unit}".strip()


def codes(session: Session, evidence: Evidence) -> list[str]:
    """Return the codes that ``evidence`` may take; a side that said no ends the deal instead."""
    if evidence.kind is Kind.CHOICE:
        return list(evidence.choices)
    return [
        entry.code
        for entry in vocabularies.entries(session, evidence.vocabulary)
        if entry.attributes.get("polarity", "+") != "-"
        and evidence.group in {"", entry.attributes.get("group")}
    ]


def default_due(session: Session, stage: DealStage) -> date:
    """Return when the first step of ``stage`` is due: its days in ``deal_stages.csv`` from now."""
    entries = vocabularies.entries(session, "deal_stages")
    days = next((entry.attributes["default_days"] for entry in entries if entry.code == stage), 7)
    return local_today() + timedelta(days=int(days) or 7)


def sifted(
    session: Session, deal: Deal, stage: DealStage, given: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """Return what was ``given`` for entering ``stage``, cleaned, and the names still missing.

    A value that makes no sense is missing too. Raises :class:`InvalidTransition`, or
    :class:`UnknownCode`.
    """
    asked = demand(deal, stage)
    values = {
        name: value
        for name in asked.names
        if (value := _value(session, deal, FIELDS[name], given.get(name))) is not None
    }
    if stage is DealStage.LOST and _in_words(session, values.get("loss_reason", "")):
        asked = LOSE_IN_WORDS
    missing = [group[0] for group in asked.required if not any(name in values for name in group)]
    return values, missing


def _in_words(session: Session, reason: str) -> bool:
    """Say whether the vocabulary asks to write the reason out."""
    entries = vocabularies.entries(session, "loss_reasons")
    return any(entry.code == reason and entry.attributes["group"] == "other" for entry in entries)


def _value(session: Session, deal: Deal, evidence: Evidence, value: Any) -> Any:
    """Return ``value`` as it is kept, or nothing where there is none."""
    match evidence.kind:
        case Kind.TEXT | Kind.LINE:
            return clean(str(value or "")).strip() or None
        case Kind.CODE | Kind.CHOICE:
            return _code(session, evidence, str(value)) if value else None
        case Kind.CODES:
            return [_code(session, evidence, str(each)) for each in value or ()] or None
        case Kind.TICKS:
            return _all_ticked(deal, value or ())
        case Kind.DATE:
            return value if isinstance(value, date) and _in_its_time(evidence, value) else None
        case Kind.MONEY:
            fits = isinstance(value, int) and 0 < value <= LARGEST_AMOUNT
            return value if fits else None
        case Kind.FILE:
            return value if isinstance(value, StoredFile) else None


def _code(session: Session, evidence: Evidence, value: str) -> str:
    if value not in codes(session, evidence):
        raise UnknownCode(evidence.vocabulary or evidence.name, value)
    return value


def _in_its_time(evidence: Evidence, day: date) -> bool:
    return day <= local_today() if evidence.past else day > local_today()


def _all_ticked(deal: Deal, ticked: Sequence[Any]) -> list[str] | None:
    """Return the hard requirements in words, once every one of them is ticked."""
    required = hard_requirements(deal)
    numbers = {str(each) for each in ticked}
    if any(str(each.id) not in numbers for each in required):
        return None
    return [requirement_text(each) for each in required] or None


_NAMED = re.compile(r"([a-z_]+): (.*)")


def written(values: Mapping[str, Any]) -> str:
    r"""Write named values as text for the timeline, one a line; further lines are indented.

    >>> written({"fit": "Đúng công suất\nđúng nguyên liệu", "value_signed": 5})
    'fit: Đúng công suất\n  đúng nguyên liệu\nvalue_signed: 5'
    """
    lines = []
    for name, value in values.items():
        shown = value.name if isinstance(value, StoredFile) else value
        text = "\n".join(map(str, shown)) if isinstance(shown, list) else str(shown)
        lines.append(f"{name}: {text}".replace("\n", "\n  "))
    return "\n".join(lines)


def read(text: str) -> dict[str, str]:
    r"""Read back what :func:`written` wrote; text of another kind gives nothing.

    >>> read("fit: Đúng công suất\n  đúng nguyên liệu")
    {'fit': 'Đúng công suất\nđúng nguyên liệu'}
    >>> read("Hai bên đã gặp nhau.")
    {}
    """
    values: dict[str, str] = {}
    name = ""
    for line in text.split("\n"):
        if named := _NAMED.fullmatch(line):
            name = named[1]
            values[name] = named[2]
        elif name and line.startswith("  "):
            values[name] += "\n" + line[2:]
        else:
            return {}
    return values
