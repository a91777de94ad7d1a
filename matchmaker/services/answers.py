"""Answers: what each side says of a match, and who hears of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.services import audit, centres, disclosures, settled_news, vocabularies
from matchmaker.services.actors import Actor
from matchmaker.services.errors import InvalidTransition, NamesFirm, NotAllowed
from matchmaker.services.permissions import Permission, allows
from models import (
    INTERESTED,
    Answer,
    Match,
    MatchState,
    MemberRole,
    Membership,
    Party,
    User,
    now,
)

PERMISSIONS = {
    Party.SUPPLY: Permission.MATCH_ANSWER_SUPPLY,
    Party.DEMAND: Permission.MATCH_ANSWER_DEMAND,
}


@dataclass(frozen=True, slots=True)
class News:
    """Something people should hear: one side is interested, or both are and a centre is asked.

    ``declined``: one side turned down what the other had asked for.
    """

    match: Match
    by: Party
    both: bool
    to_centre: bool
    readers: Sequence[User]
    declined: bool = False


Announce = Callable[[News], None]


def answer(  # noqa: PLR0917 - who says what of which match, in that order
    session: Session,
    actor: Actor,
    match: Match,
    party: Party,
    code: str,
    note: str = "",
    *,
    announce: Announce | None = None,
) -> Answer:
    """Say for ``party`` what it thinks of ``match``; an earlier answer is replaced.

    Possible from the publication of its own posting until a centre has decided. The first interest
    starts the centre's clock, the last one withdrawn stops it. ``announce`` is told when somebody
    should be written to.
    """
    if not allows(actor, PERMISSIONS[party], match):
        raise NotAllowed
    vocabularies.check(session, "match_feedback", code)
    if party is Party.DEMAND and (words := disclosures.naming(match.need, note)):
        raise NamesFirm({"note": words})
    _lock(session, match)
    _refuse_unasked(match, party)
    given = match.answer_of(party)
    if given is not None and (given.code, given.note) == (code, note):
        return given
    newly_interested = code == INTERESTED and (given is None or given.code != INTERESTED)
    _record(session, actor, match, party=party, code=code, former=given)
    if given is None:
        given = Answer(party=party)
        match.answers.append(given)
    given.code, given.note, given.by, given.at = code, note, actor.user, now()
    _keep_clock(match)
    session.flush()
    settled_news.match_answered(session, match, party)
    for news in _news(session, match, party, newly_interested=newly_interested):
        if announce:
            announce(news)
    return given


def _refuse_unasked(match: Match, party: Party) -> None:
    """Refuse an answer to what was decided meanwhile, or for a posting nobody else can read."""
    own = match.need if party is Party.DEMAND else match.technology
    if match.state is not MatchState.PROPOSED or not own.is_public:
        raise InvalidTransition(own.code, match.state, "answer")


def _lock(session: Session, match: Match) -> None:
    """Wait for whoever else is answering or deciding, and read what they left."""
    session.refresh(match, ["state", "waiting_since"], with_for_update=True)
    session.refresh(match, ["answers"])


def _record(
    session: Session,
    actor: Actor,
    match: Match,
    *,
    party: Party,
    code: str,
    former: Answer | None,
) -> None:
    """Keep the former answer; words of a firm that stays unnamed might name it, so not those."""
    unnamed = party is Party.DEMAND and match.need.blind
    audit.record(
        session,
        actor,
        "match:answer",
        match.need.code,
        match=match.id,
        technology=match.technology.code,
        party=party.value,
        code=code,
        former_code=former.code if former else None,
        former_note=former.note if former and not unnamed else None,
    )


def _keep_clock(match: Match) -> None:
    interested = any(each.code == INTERESTED for each in match.answers)
    match.waiting_since = (match.waiting_since or now()) if interested else None


def _news(session: Session, match: Match, party: Party, *, newly_interested: bool) -> list[News]:
    """Tell the other side, and once both are interested the centre of the need's province."""
    if _turns_down(session, match, party):
        return [_refusal(session, match, party)]
    if not newly_interested:
        return []
    other = match.technology if party is Party.DEMAND else match.need
    readers = _members(session, Membership.organisation_id == other.organisation_id)
    news = [News(match, party, match.both_interested, to_centre=False, readers=readers)]
    if match.both_interested:
        centre = centre_of(session, match)
        news.append(News(match, party, both=True, to_centre=True, readers=centre))
    return [each for each in news if each.readers]


def centre_of(session: Session, match: Match) -> Sequence[User]:
    """Return who decides on ``match``: those who write for the centre of the need's province."""
    return _members(
        session,
        centres.looks_after(match.need.province),
        Membership.role != MemberRole.READER,
    )


def _turns_down(session: Session, match: Match, party: Party) -> bool:
    """Say whether the answer of ``party`` is a no to a side that is interested."""
    own = match.answer_of(party)
    other = match.answer_of(Party.SUPPLY if party is Party.DEMAND else Party.DEMAND)
    asked = other is not None and other.code == INTERESTED
    return asked and own is not None and own.code in _refusals(session)


def _refusals(session: Session) -> set[str]:
    entries = vocabularies.entries(session, "match_feedback")
    return {entry.code for entry in entries if entry.attributes.get("polarity") == "-"}


def _refusal(session: Session, match: Match, party: Party) -> News:
    other = match.technology if party is Party.DEMAND else match.need
    readers = _members(session, Membership.organisation_id == other.organisation_id)
    return News(match, party, both=False, to_centre=False, readers=readers, declined=True)


def _members(session: Session, *conditions: object) -> Sequence[User]:
    return session.scalars(
        select(User)
        .join(User.memberships)
        .join(Membership.organisation)
        .where(User.active.is_(True), *conditions)  # type: ignore[arg-type]
        .order_by(User.id)
        .distinct()
    ).all()
