"""Rules of law: added from a day on, repealed from a day on, and put back.

Nothing is deleted: a rule that is repealed on its own first day has never held, and deals keep
the rules they were answered under.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from matchmaker.services import audit, vocabularies, vocabulary_versions
from matchmaker.services.actors import Actor
from matchmaker.services.duties import registration
from matchmaker.services.errors import Incomplete, StaleEdit, UnknownCode
from models import DutyAnswer, VocabularyEntry
from models.text import clean

VOCABULARIES = (
    "contract_bases",
    "contract_clauses",
    registration.QUESTIONS,
    registration.RULES,
    registration.PAPERS,
    "rights_clearance",
)
"""What may grow and shrink: no code of these is named by the program."""

_DECIDING = {registration.QUESTIONS, registration.RULES}
_CODE = re.compile(r"[a-z][a-z0-9_.]{0,59}")


def add(
    session: Session,
    actor: Actor,
    vocabulary: str,
    *,
    code: str,
    name_vi: str,
    name_en: str,
    valid_from: date,
    before: str = "",
    parent: str = "",
    attributes: Mapping[str, str],
) -> VocabularyEntry:
    """Add a rule that holds from a day on, ``before`` another one or last.

    Raises :class:`Incomplete` with the names of what is missing or makes no sense.
    """
    known = {each.code: each for each in _held(session, vocabulary)}
    code, names = (
        code.strip(),
        {"name_vi": clean(name_vi).strip(), "name_en": clean(name_en).strip()},
    )
    told = {name: clean(value).strip() for name, value in attributes.items()}
    fine = {
        **{field: bool(name) for field, name in names.items()},
        "code": bool(_CODE.fullmatch(code)) and code not in known,
        "before": not before or before in known,
        "parent": not parent or (parent in known and not known[parent].parent),
    }
    wrong = [field for field, good in fine.items() if not good]
    if wrong := wrong + vocabulary_versions.misfits(session, told):
        raise Incomplete(wrong)
    with session.begin_nested():
        rule = VocabularyEntry(
            vocabulary=vocabulary,
            code=code,
            position=_room(session, vocabulary, known.get(before)),
            **names,
            parent=parent or None,
            attributes=told,
            valid_from=valid_from,
        )
        session.add(rule)
        session.flush()
        _check_decisions(session, rule, valid_from, "before")
        if vocabulary == registration.RULES and not _ever_decides(session, rule):
            raise Incomplete(["before"])
    _record(session, actor, "add", rule, valid_from)
    return rule


def repeal(session: Session, actor: Actor, rule: VocabularyEntry, day: date) -> VocabularyEntry:
    """Let ``rule`` hold no longer from a day on; deals answered under it keep it."""
    _check_grows(rule)
    session.refresh(rule, with_for_update=True)
    if rule.valid_to is not None:
        raise StaleEdit
    if day < rule.valid_from:
        raise Incomplete(["day"])
    with session.begin_nested():
        rule.valid_to = day
        session.flush()
        _check_decisions(session, rule, day, "day")
    _record(session, actor, "repeal", rule, day)
    return rule


def restore(session: Session, actor: Actor, rule: VocabularyEntry) -> VocabularyEntry:
    """Let a repealed ``rule`` hold on, as if it had not been repealed.

    Raises :class:`StaleEdit` where it holds already, or another version has followed.
    """
    _check_grows(rule)
    session.refresh(rule, with_for_update=True)
    if not is_restorable(_held(session, rule.vocabulary), rule):
        raise StaleEdit
    day = rule.valid_to or rule.valid_from
    with session.begin_nested():
        rule.valid_to = None
        session.flush()
        _check_decisions(session, rule, day, "day")
    _record(session, actor, "restore", rule, day)
    return rule


def is_restorable(entries: Sequence[VocabularyEntry], rule: VocabularyEntry) -> bool:
    """Say whether ``rule`` was repealed, and no other of ``entries`` has taken its place."""
    return (
        rule.vocabulary in VOCABULARIES
        and rule.valid_to is not None
        and not any(
            each.code == rule.code
            and each is not rule
            and (each.valid_to is None or each.valid_to > max(each.valid_from, rule.valid_to))
            for each in entries
        )
    )


def answered(session: Session, rule: VocabularyEntry) -> int:
    """Count the deals that were answered under this version of ``rule``."""
    query = select(func.count(DutyAnswer.deal_id.distinct())).where(DutyAnswer.rule_id == rule.id)
    return session.scalar(query) or 0


def attribute_names(entries: Sequence[VocabularyEntry]) -> list[str]:
    """Return what is told of each rule of a vocabulary beside its names, in the order it has."""
    return list(dict.fromkeys(name for each in entries for name in each.attributes))


def _held(session: Session, vocabulary: str) -> list[VocabularyEntry]:
    """Return every version, while who changes the same vocabulary waits."""
    if vocabulary not in VOCABULARIES:
        raise UnknownCode("vocabulary", vocabulary)
    session.execute(
        select(VocabularyEntry.id).where(VocabularyEntry.vocabulary == vocabulary).with_for_update()
    )
    return vocabularies.history(session, vocabulary)


def _check_grows(rule: VocabularyEntry) -> None:
    if rule.vocabulary not in VOCABULARIES:
        raise UnknownCode("vocabulary", rule.vocabulary)


def _room(session: Session, vocabulary: str, follower: VocabularyEntry | None) -> int:
    """Return the position before ``follower``, after moving what stands from there on."""
    of_it = VocabularyEntry.vocabulary == vocabulary
    if follower is None:
        last = session.scalar(select(func.max(VocabularyEntry.position)).where(of_it))
        return (last or 0) + 1
    place = follower.position
    session.execute(
        update(VocabularyEntry)
        .where(of_it, VocabularyEntry.position >= place)
        .values(position=VocabularyEntry.position + 1)
    )
    return place


def _check_decisions(session: Session, rule: VocabularyEntry, day: date, field: str) -> None:
    """Refuse what would leave some contract without a rule of registration."""
    if rule.vocabulary in _DECIDING and not vocabulary_versions.decide_all(session, day):
        raise Incomplete([field])


def _ever_decides(session: Session, rule: VocabularyEntry) -> bool:
    """Say whether some answers lead to ``rule``: one behind a rule for all the rest never does."""
    rules = vocabularies.entries(session, registration.RULES, rule.valid_from)
    return any(
        registration.deciding(rules, chosen) is rule
        for chosen in registration.combinations(session, rule.valid_from)
    )


def _record(session: Session, actor: Actor, action: str, rule: VocabularyEntry, day: date) -> None:
    subject = f"{rule.vocabulary}/{rule.code}"
    audit.record(session, actor, f"vocabulary:{action}", subject, day=day.isoformat())
    session.flush()
