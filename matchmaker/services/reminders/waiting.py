"""Whoever keeps others waiting is reminded twice; then the officer is told to telephone."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload

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
        asked = _asked(session, name, start, end)
        people = writers(session, {each.organisation_id for each in asked})
        for message, party, organisation in asked:
            officer, calls = message.deal.officer, name == "answer_call"
            yield Notice(
                [officer] if calls and officer else people[organisation],
                NotificationKind.WAITING,
                f"{name}:message:{message.id}:{party}",
                "call_about" if calls else "question",
                message.deal,
                {"party": party.value, "days": start.days, "message": message.id},
            )


class _Asked(NamedTuple):
    """A question, the side of its deal that owes the answer, and the organisation there."""

    message: Message
    party: Party
    organisation_id: int


def _asked(session: Session, name: str, start: timedelta, end: timedelta) -> list[_Asked]:
    """Return the questions of open deals asked so long ago, and who wrote nothing since.

    A question is a message with a question mark.
    """
    moment = now()
    found = []
    for party, posting in ((Party.DEMAND, Deal.need_id), (Party.SUPPLY, Deal.technology_id)):
        own, key = Posting.__table__.alias(), f"{name}:message:" + text(Message.id)
        rows = session.execute(
            select(Message, own.c.organisation_id)
            .join(Message.deal)
            .join(own, own.c.id == posting)
            .where(
                Deal.closed_at.is_(None),
                Message.text.contains("?"),
                Message.at <= moment - start,
                Message.at > moment - end,
                unknown(key + f":{party}"),
                ~_wrote(own.c.organisation_id),
            )
            .options(contains_eager(Message.deal).joinedload(Deal.officer))
            .order_by(Message.id)
        )
        found += [_Asked(message, party, organisation) for message, organisation in rows]
    return found


def _wrote(organisation: ColumnElement[int]) -> ColumnElement[bool]:
    """Say that people of an organisation wrote in the deal of a message, with it or after it."""
    later = aliased(Message)
    return (
        select(later.id)
        .join(Membership, Membership.user_id == later.by_id)
        .where(
            later.deal_id == Message.deal_id,
            later.id >= Message.id,
            Membership.organisation_id == organisation,
        )
        .exists()
    )
