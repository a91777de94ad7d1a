"""Whether a contract must be registered, with which papers, and by when."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import product

from sqlalchemy.orm import Session

from matchmaker.services import audit, vocabularies
from matchmaker.services.actors import Actor
from matchmaker.services.deals import timeline
from matchmaker.services.duties import answers
from matchmaker.services.errors import Incomplete, UnknownCode
from models import Deal, DealEventKind, DutyAnswer, VocabularyEntry, local_today
from models.text import clean

QUESTIONS, RULES, PAPERS = "registration_questions", "registration_rules", "registration_papers"


class Duty(StrEnum):
    """What a rule asks of a contract."""

    MUST = "must"
    EXEMPT = "exempt"
    VOLUNTARY = "voluntary"


@dataclass(frozen=True, slots=True)
class Question:
    """A question about a contract, and what may be answered."""

    entry: VocabularyEntry
    options: Sequence[VocabularyEntry]


@dataclass(frozen=True, slots=True)
class Registration:
    """What is known of the registration of a deal's contract."""

    rule: VocabularyEntry | None
    """The rule that decided, in the version that held then."""
    answer: DutyAnswer | None
    chosen: Mapping[str, str]
    """The answers by question."""
    papers: Sequence[VocabularyEntry]
    due: date | None
    is_outdated: bool
    """Other rules hold on the deal's day now than those it was answered under."""


def questions(session: Session, on: date) -> list[Question]:
    """Return the questions that decide, in their order; one without answers is not asked."""
    entries = vocabularies.entries(session, QUESTIONS, on)
    return [
        Question(entry, options)
        for entry in entries
        if entry.parent is None
        and (options := [each for each in entries if each.parent == entry.code])
    ]


def combinations(session: Session, on: date) -> Iterator[tuple[str, ...]]:
    """Return every way in which the questions of a day may be answered."""
    return product(*([each.code for each in asked.options] for asked in questions(session, on)))


def deciding(rules: Sequence[VocabularyEntry], chosen: Collection[str]) -> VocabularyEntry | None:
    """Return the rule that decides: the first of them whose answers are all among ``chosen``."""
    return next(
        (rule for rule in rules if set(_words(rule, "all_of")) <= set(chosen)),
        None,
    )


def _words(entry: VocabularyEntry, attribute: str) -> list[str]:
    return str(entry.attributes.get(attribute, "")).split()


def of(session: Session, deal: Deal) -> Registration:
    """Return what is known of the registration of ``deal``."""
    given = answers.given(session, deal, QUESTIONS, RULES)
    decided = max(
        (each for each in given.values() if each.rule.vocabulary == RULES),
        key=lambda each: (each.at, each.id),
        default=None,
    )
    asked = {code: each for code, each in given.items() if each.rule.vocabulary == QUESTIONS}
    chosen = {code: each.answer for code, each in asked.items()}
    rule = decided.rule if decided else None
    return Registration(
        rule,
        decided,
        chosen,
        _papers(session, deal, chosen.values()) if rule else (),
        due(deal, rule),
        decided is not None and _is_outdated(session, deal, decided, asked),
    )


def _papers(session: Session, deal: Deal, chosen: Collection[str]) -> list[VocabularyEntry]:
    return [
        paper
        for paper in answers.in_force(session, deal, PAPERS)
        if not (wanted := _words(paper, "any_of")) or set(wanted) & set(chosen)
    ]


def due(deal: Deal, rule: VocabularyEntry | None) -> date | None:
    """Return the last day to file: the rule's days after the signature."""
    days = str(rule.attributes.get("days", "")) if rule else ""
    if deal.contract_date is None or not days.isdecimal():
        return None
    return deal.contract_date + timedelta(days=int(days))


def _is_outdated(
    session: Session, deal: Deal, decided: DutyAnswer, asked: Mapping[str, DutyAnswer]
) -> bool:
    rules = answers.in_force(session, deal, RULES)
    if not asked:
        return decided.rule_id not in {rule.id for rule in rules}
    present = {question.entry.id for question in questions(session, answers.day_of(deal))}
    now = deciding(rules, [each.answer for each in asked.values()])
    return now is not decided.rule or present != {each.rule_id for each in asked.values()}


def decide(
    session: Session, actor: Actor, deal: Deal, chosen: Mapping[str, str], *, version: int
) -> VocabularyEntry:
    """Answer every question, and keep what follows for ``deal``.

    Raises :class:`Incomplete` with the questions that lack one of their answers, or
    :class:`UnknownCode` where no rule speaks of such a contract.
    """
    timeline.refuse_stale(deal, version)
    asked = questions(session, answers.day_of(deal))
    missing = [
        each.entry.code
        for each in asked
        if chosen.get(each.entry.code) not in answers.codes(each.options)
    ]
    if missing:
        raise Incomplete(missing)
    told = {each.entry.code: chosen[each.entry.code] for each in asked}
    rule = deciding(answers.in_force(session, deal, RULES), told.values())
    if rule is None:
        raise UnknownCode(RULES, " ".join(told.values()))
    for each in asked:
        answers.give(session, actor, deal, each.entry, answer=told[each.entry.code])
    keep(session, actor, deal, rule)
    answers.tell(deal, actor, DealEventKind.DUTY, registration=rule.code)
    timeline.save(session)
    return rule


def keep(session: Session, actor: Actor, deal: Deal, rule: VocabularyEntry) -> None:
    """Let ``rule`` say whether the contract of ``deal`` must be registered."""
    duty = Duty(rule.attributes["duty"])
    answers.give(session, actor, deal, rule, answer=duty.value)
    deal.registration_duty = duty.value
    audit.record(session, actor, "deal:registration", deal.code, rule=rule.code, duty=duty.value)


def choose(session: Session, actor: Actor, deal: Deal, code: str) -> None:
    """Take the rule of this ``code`` for ``deal``, its questions unasked."""
    rules = answers.in_force(session, deal, RULES)
    rule = next((each for each in rules if each.code == code), None)
    if rule is None:
        raise UnknownCode(RULES, code)
    keep(session, actor, deal, rule)


def file(
    session: Session,
    actor: Actor,
    deal: Deal,
    *,
    filed_on: date | None,
    certificate_number: str = "",
    certificate_date: date | None = None,
    version: int,
) -> Deal:
    """Write down when the papers were filed, and the certificate once it is there.

    Raises :class:`Incomplete` with the names of what contradicts the rest or lies ahead.
    """
    timeline.refuse_stale(deal, version)
    number = clean(certificate_number).strip()
    wrong = _wrong(deal, filed_on, number, certificate_date)
    if wrong:
        raise Incomplete(wrong)
    timeline.refuse_names(deal, {"certificate_number": number})
    deal.registration_filed_on = filed_on
    deal.certificate_number, deal.certificate_date = number, certificate_date
    answers.tell(
        deal,
        actor,
        DealEventKind.DUTY,
        filed_on=filed_on,
        certificate_number=number,
        certificate_date=certificate_date,
    )
    audit.record(session, actor, "deal:registration-file", deal.code)
    timeline.save(session)
    return deal


def _wrong(deal: Deal, filed: date | None, number: str, issued: date | None) -> list[str]:
    """Name what is missing or in the wrong order: signed, filed, certified, all of it by today."""
    today = local_today()
    first = deal.contract_date or date.min
    checks = {
        "filed_on": filed is not None and first <= filed <= today,
        "certificate_number": bool(number) or issued is None,
        "certificate_date": (issued is None and not number)
        or (issued is not None and (filed or first) <= issued <= today),
    }
    return [name for name, fine in checks.items() if not fine]
