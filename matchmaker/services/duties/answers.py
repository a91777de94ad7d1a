"""Answers to rules, each with the version of the rule it was given under."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matchmaker.services import vocabularies
from matchmaker.services.actors import Actor
from matchmaker.services.deals import stages, timeline
from models import Deal, DealEventKind, DutyAnswer, VocabularyEntry, local_today, now


def day_of(deal: Deal) -> date:
    """Return the day whose rules hold for ``deal``: that of its signature, else today."""
    return deal.contract_date or local_today()


def in_force(session: Session, deal: Deal, vocabulary: str) -> list[VocabularyEntry]:
    """Return the rules of ``vocabulary`` that hold for ``deal``."""
    return vocabularies.entries(session, vocabulary, day_of(deal))


def given(session: Session, deal: Deal, *vocabulary: str) -> dict[str, DutyAnswer]:
    """Return the newest answer to each rule of the vocabularies, by the rule's code."""
    rows = session.scalars(
        select(DutyAnswer)
        .join(DutyAnswer.rule)
        .where(DutyAnswer.deal_id == deal.id, VocabularyEntry.vocabulary.in_(vocabulary))
        .order_by(DutyAnswer.at, DutyAnswer.id)
        .options(joinedload(DutyAnswer.rule), joinedload(DutyAnswer.by))
    )
    return {row.rule.code: row for row in rows}


def give(
    session: Session,
    actor: Actor,
    deal: Deal,
    rule: VocabularyEntry,
    *,
    answer: str,
    note: str = "",
) -> DutyAnswer:
    """Keep the answer to one version of a rule; those to its other versions stay."""
    row = session.scalar(
        select(DutyAnswer).where(DutyAnswer.deal_id == deal.id, DutyAnswer.rule_id == rule.id)
    )
    if row is None:
        row = DutyAnswer(deal=deal, rule=rule)
        session.add(row)
    row.answer, row.note, row.by, row.at = answer, note, actor.user, now()
    session.flush()
    return row


def hold(session: Session, deal: Deal) -> None:
    """Let who answers for ``deal`` at the same moment wait, and then see this answer."""
    session.execute(select(Deal.id).where(Deal.id == deal.id).with_for_update())


def tell(deal: Deal, actor: Actor, kind: DealEventKind, **values: object) -> None:
    """Add what was answered to the timeline."""
    text = stages.written({name: value for name, value in values.items() if value})
    timeline.tell(deal, actor, kind, text=text)


def codes(entries: Sequence[VocabularyEntry]) -> set[str]:
    """Return the codes of ``entries``."""
    return {entry.code for entry in entries}
