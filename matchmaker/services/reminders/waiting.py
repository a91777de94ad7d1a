"""Whoever keeps others waiting is reminded twice; then the officer is told to telephone."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from matchmaker.services import answers
from matchmaker.services.notifications import Notice
from matchmaker.services.reminders.naming import Days, steps, text, unknown, writers
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
    User,
    now,
)

_OTHER: Mapping[Party, Party] = {Party.SUPPLY: Party.DEMAND, Party.DEMAND: Party.SUPPLY}


def unanswered(session: Session, days: Days) -> Iterator[Notice]:
    """Remind who was asked to answer a match and did not; in the end the centre telephones."""
    for name, start, end in steps(days):
        waiting = _waiting_matches(session, name, start, end)
        silent = [(match, asked, _silent_posting(match, asked)) for match, asked in waiting]
        own_people = writers(session, {own.organisation_id for *_match, own in silent})
        calls, centres = name == "answer_call", _Centres(session)
        for match, asked, own in silent:
            party = _OTHER[asked.party] if calls else asked.party
            yield Notice(
                centres.of(match) if calls else own_people[own.organisation_id],
                NotificationKind.WAITING,
                f"{name}:{match.id}:{asked.id}",
                "call" if calls else "unanswered",
                detail={
                    "match": match.id,
                    "posting": own.code,
                    "party": party.value,
                    "days": start.days,
                },
            )


def _silent_posting(match: Match, asked: Answer) -> Posting:
    return match.technology if asked.party is Party.DEMAND else match.need


class _Centres:
    """Who decides on matches, asked for once a province."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[str, Sequence[User]] = {}

    def of(self, match: Match) -> Sequence[User]:
        """Return who writes for the centre of the need's province."""
        province = match.need.province
        if province not in self._known:
            self._known[province] = answers.centre_of(self._session, match)
        return self._known[province]


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


def questions(session: Session, days: Days) -> Iterator[Notice]:
    """Remind the sides of a deal that left a question open; in the end its officer telephones."""
    for name, start, end in steps(days):
        asked = _asked(session, start, end)
        last = _last_words(session, {message.deal_id for message in asked})
        silent = [
            (message, party, organisation)
            for message in asked
            for party, organisation in _sides(message.deal)
            if last.get((message.deal_id, organisation), 0) < message.id
        ]
        people = writers(session, {organisation for *_message, organisation in silent})
        for message, party, organisation in silent:
            officer, calls = message.deal.officer, name == "answer_call"
            yield Notice(
                [officer] if calls and officer else people[organisation],
                NotificationKind.WAITING,
                f"{name}:message:{message.id}:{party}",
                "call_about" if calls else "question",
                message.deal,
                {"party": party.value, "days": start.days, "message": message.id},
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
            selectinload(Message.deal).joinedload(Deal.officer),
        )
        .order_by(Message.id)
    )
    return session.scalars(query).all()


def _sides(deal: Deal) -> Sequence[tuple[Party, int]]:
    return (
        (Party.DEMAND, deal.need.organisation_id),
        (Party.SUPPLY, deal.technology.organisation_id),
    )


def _last_words(session: Session, deals: Collection[int]) -> Mapping[tuple[int, int], int]:
    """Return the last message in each of ``deals`` by people of each organisation."""
    rows = session.execute(
        select(Message.deal_id, Membership.organisation_id, func.max(Message.id))
        .join(Membership, Membership.user_id == Message.by_id)
        .where(Message.deal_id.in_(deals))
        .group_by(Message.deal_id, Membership.organisation_id)
    )
    return {(deal, organisation): last for deal, organisation, last in rows}
