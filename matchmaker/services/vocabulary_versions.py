"""New versions of vocabulary rows: a rule holds otherwise from a day on, what is recorded stays."""

from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.services import audit, vocabularies
from matchmaker.services.actors import Actor
from matchmaker.services.duties import registration
from matchmaker.services.duties.clearance import Standing
from matchmaker.services.errors import Incomplete, StaleEdit
from models import VocabularyEntry
from models.text import clean

_LONGEST_PERIOD = 3650


def _is_days(_session: Session, written: str) -> bool:
    return not written or (written.isdecimal() and 0 <= int(written) <= _LONGEST_PERIOD)


def _is_duty(_session: Session, written: str) -> bool:
    return written in set(registration.Duty)


def _is_standing(_session: Session, written: str) -> bool:
    return written in set(Standing)


def _is_side(_session: Session, written: str) -> bool:
    return written in {"", "supply", "demand"}


def _are_answers(session: Session, written: str) -> bool:
    asked = select(VocabularyEntry.code).where(
        VocabularyEntry.vocabulary == registration.QUESTIONS, VocabularyEntry.parent.is_not(None)
    )
    return set(written.split()) <= set(session.scalars(asked))


CHECKS: Mapping[str, Callable[[Session, str], bool]] = {
    "days": _is_days,
    "default_days": _is_days,
    "duty": _is_duty,
    "standing": _is_standing,
    "filer": _is_side,
    "all_of": _are_answers,
    "any_of": _are_answers,
}
"""What an attribute may hold, where code reads it; the others are for people to read."""


def revise(
    session: Session,
    actor: Actor,
    entry: VocabularyEntry,
    *,
    name_vi: str,
    name_en: str,
    valid_from: date,
    attributes: Mapping[str, str] | None = None,
) -> VocabularyEntry:
    """Let ``entry`` hold otherwise from a day on; what was recorded under it stays under it.

    Attributes that are not given stay as they are. Raises :class:`Incomplete` with the names of
    what is missing or makes no sense, before any change; :class:`StaleEdit` where ``entry`` has
    ended meanwhile.
    """
    session.refresh(entry, with_for_update=True)
    if entry.valid_to is not None:
        raise StaleEdit
    names = {"name_vi": clean(name_vi).strip(), "name_en": clean(name_en).strip()}
    changed = {name: clean(value).strip() for name, value in (attributes or {}).items()}
    wrong = [field for field, name in names.items() if not name]
    if valid_from <= entry.valid_from or _is_taken(session, entry, valid_from):
        wrong.append("valid_from")
    wrong += misfits(session, changed)
    if wrong:
        raise Incomplete(wrong)
    newer = VocabularyEntry(
        vocabulary=entry.vocabulary,
        code=entry.code,
        position=entry.position,
        **names,
        parent=entry.parent,
        attributes={**entry.attributes, **changed},
        valid_from=valid_from,
    )
    _replace(session, entry, newer)
    audit.record(
        session,
        actor,
        "vocabulary:revise",
        f"{entry.vocabulary}/{entry.code}",
        valid_from=valid_from.isoformat(),
    )
    return newer


def misfits(session: Session, attributes: Mapping[str, str]) -> list[str]:
    """Name those of ``attributes`` that hold what code could not read."""
    return [
        name
        for name, value in attributes.items()
        if name in CHECKS and not CHECKS[name](session, value)
    ]


def _is_taken(session: Session, entry: VocabularyEntry, day: date) -> bool:
    """Say whether a version begins on that day already, be it one that was taken back."""
    return any(
        (each.code, each.valid_from) == (entry.code, day)
        for each in vocabularies.history(session, entry.vocabulary)
    )


def _replace(session: Session, entry: VocabularyEntry, newer: VocabularyEntry) -> None:
    """End ``entry`` where ``newer`` begins; never so that some contract has no rule."""
    with session.begin_nested():
        entry.valid_to = newer.valid_from
        session.add(newer)
        session.flush()
        if entry.vocabulary == registration.RULES and not decide_all(session, newer.valid_from):
            raise Incomplete(["all_of"])


def decide_all(session: Session, day: date) -> bool:
    """Say whether the rules of a day decide every combination of answers."""
    rules = vocabularies.entries(session, registration.RULES, day)
    return all(
        registration.deciding(rules, chosen) for chosen in registration.combinations(session, day)
    )
