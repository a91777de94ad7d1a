"""Whoever keeps others waiting is reminded twice; then the officer is told to telephone."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from matchmaker.services import answers, notifications
from matchmaker.services.reminders.naming import Days, Told, steps, text, unknown, writers
from models import (
    INTERESTED,
    Answer,
    Deal,
    Match,
    MatchState,
    Membership,
    Message,
    Need,
    NotificationKind,
    Party,
    Posting,
    PostingState,
    Technology,
    now,
)


def unanswered(session: Session, days: Days) -> Told:
    """Remind who was asked to answer a match and did not; in the end the centre telephones."""
    for name, start, end in steps(days):
        for match, asked in _waiting_matches(session, name, start, end):
            silent = Party.SUPPLY if asked.party is Party.DEMAND else Party.DEMAND
            own: Posting = match.need if silent is Party.DEMAND else match.technology
            calls = name == "answer_call"
            people = (
                answers.centre_of(session, match)
                if calls
                else writers(session, [own.organisation_id])
            )
            yield notifications.tell(
                session,
                people,
                NotificationKind.WAITING,
                f"{name}:{match.id}:{asked.id}",
                "call" if calls else "unanswered",
                match=match.id,
                posting=own.code,
                party=(silent if calls else asked.party).value,
                days=start.days,
            )


def _waiting_matches(
    session: Session, name: str, start: timedelta, end: timedelta
) -> list[tuple[Match, Answer]]:
    """Return the matches in which only one side answered, and is interested, so long ago."""
    moment, other = now(), aliased(Answer)
    silent = (
        ~select(other.id).where(other.match_id == Answer.match_id, other.id != Answer.id).exists()
    )
    key = f"{name}:" + text(Answer.match_id) + ":" + text(Answer.id)
    query = (
        select(Match, Answer)
        .join(Answer, Answer.match_id == Match.id)
        .where(
            Match.state == MatchState.PROPOSED,
            Match.need.has(Need.state == PostingState.PUBLISHED),
            Match.technology.has(Technology.state == PostingState.PUBLISHED),
            Answer.code == INTERESTED,
            Answer.at <= moment - start,
            Answer.at > moment - end,
            silent,
            unknown(key),
        )
        .options(joinedload(Match.need), joinedload(Match.technology))
        .order_by(Answer.at)
    )
    return [(match, answer) for match, answer in session.execute(query).all()]


def questions(session: Session, days: Days) -> Told:
    """Remind the sides of a deal that left a question open; in the end its officer telephones."""
    for name, start, end in steps(days):
        for message in _asked(session, start, end):
            for party, organisation in _sides(message.deal):
                if not _is_silent(session, message, organisation):
                    continue
                officer, calls = message.deal.officer, name == "answer_call"
                people = [officer] if calls and officer else writers(session, [organisation])
                yield notifications.tell(
                    session,
                    people,
                    NotificationKind.WAITING,
                    f"{name}:message:{message.id}:{party}",
                    "call_about" if calls else "question",
                    deal=message.deal,
                    party=party.value,
                    days=start.days,
                )


def _asked(session: Session, start: timedelta, end: timedelta) -> Sequence[Message]:
    """Return the questions of open deals asked so long ago: a message with a question mark."""
    moment = now()
    query = (
        select(Message)
        .join(Message.deal)
        .where(
            Deal.closed_at.is_(None),
            Message.text.contains("?"),
            Message.at <= moment - start,
            Message.at > moment - end,
        )
        .options(
            selectinload(Message.deal).joinedload(Deal.need),
            selectinload(Message.deal).joinedload(Deal.technology),
        )
        .order_by(Message.id)
    )
    return session.scalars(query).all()


def _sides(deal: Deal) -> Sequence[tuple[Party, int]]:
    return (
        (Party.DEMAND, deal.need.organisation_id),
        (Party.SUPPLY, deal.technology.organisation_id),
    )


def _is_silent(session: Session, message: Message, organisation: int) -> bool:
    """Say whether nobody of ``organisation`` wrote since, nor asked it themselves."""
    people = select(Membership.user_id).where(Membership.organisation_id == organisation)
    spoke = select(Message.id).where(
        Message.deal_id == message.deal_id, Message.id >= message.id, Message.by_id.in_(people)
    )
    return session.scalar(spoke.limit(1)) is None
