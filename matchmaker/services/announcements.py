"""Who is told what of postings, matches and deals, the moment it happens."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from matchmaker.services import notifications
from matchmaker.services.actors import Actor
from matchmaker.services.answers import News
from matchmaker.services.deals import lifecycle, participants, stages
from models import (
    PATH,
    Deal,
    DealEvent,
    DealStage,
    MemberRole,
    NotificationKind,
    Party,
    Posting,
    PostingMove,
    User,
)

_MOVES = {
    PostingMove.PUBLISH: (NotificationKind.REVIEW, "published"),
    PostingMove.SEND_BACK: (NotificationKind.REVIEW, "sent_back"),
    PostingMove.EXPIRE: (NotificationKind.RENEWAL, "expired"),
}


def moved(session: Session, posting: Posting, move: PostingMove, reason: str = "") -> None:
    """Tell the author where ``move`` is news to them."""
    if move not in _MOVES:
        return
    kind, what = _MOVES[move]
    notifications.tell(
        session,
        authors(posting),
        kind,
        f"{what}:{posting.code}:{posting.state_since.isoformat()}",
        what,
        posting=posting.code,
        until=posting.valid_until.isoformat() if posting.valid_until else "",
        note=reason,
    )


def authors(posting: Posting) -> Sequence[User]:
    """Return who wrote it; the organisation's owners where that person has left."""
    author = posting.created_by
    members = {each.user_id for each in posting.organisation.memberships}
    if author is not None and author.active and author.id in members:
        return [author]
    return [
        each.user
        for each in posting.organisation.memberships
        if each.role is MemberRole.OWNER and each.user.active
    ]


def answered(session: Session, news: News) -> None:
    """Tell what one side said of a match: the other side, or the centre that both wait for."""
    match = news.match
    own: Posting = match.technology if news.by is Party.DEMAND else match.need
    given = match.answer_of(news.by)
    at = given.at.isoformat() if given else ""
    if news.to_centre:
        kind, what, own = NotificationKind.WAITING, "both", match.need
    else:
        kind, what = NotificationKind.ANSWER, "declined" if news.declined else "interest"
    notifications.tell(
        session,
        news.readers,
        kind,
        f"{what}:{match.id}:{news.by}:{at}",
        what,
        match=match.id,
        posting=own.code,
        answer=given.code if given else "",
        party=news.by.value,
    )


def opened(session: Session, deal: Deal) -> None:
    """Tell the people of both sides who follows the deal from now on."""
    people, key = lifecycle.parties(session, deal), f"opened:{deal.code}"
    notifications.tell(session, people, NotificationKind.STAGE, key, "opened", deal=deal)


def entered(session: Session, actor: Actor, deal: Deal) -> None:
    """Tell everybody else in a deal which stage it is in, and both sides how it ends."""
    sides: set[int] = set()
    if not deal.stage.is_open:
        _turned(session, deal, deal.stage.value)
        sides = {each.id for each in lifecycle.parties(session, deal)}
    readers = [each.user for each in participants.readers(session, deal)]
    others = [each for each in readers if each is not actor.user and each.id not in sides]
    move = deal.timeline[-1]
    notifications.tell(
        session,
        others,
        NotificationKind.STAGE,
        f"stage:{deal.code}:{deal.stage_since.isoformat()}",
        _way(move),
        deal=deal,
        stage=deal.stage.value,
        until=deal.resume_on.isoformat() if deal.resume_on else "",
        note=stages.read(move.text).get("reason", ""),
    )


def _way(move: DealEvent) -> str:
    """Say whether a deal rests, went back or on: those who wait should not take one for another."""
    if move.stage_to is DealStage.PAUSED:
        return "paused"
    both = move.stage_from in PATH and move.stage_to in PATH
    return "back" if both and PATH.index(move.stage_to) < PATH.index(move.stage_from) else "stage"


def reopened(session: Session, deal: Deal) -> None:
    """Tell both sides that the deal goes on after all."""
    _turned(session, deal, "reopened")


def _turned(session: Session, deal: Deal, what: str) -> None:
    """Tell both sides what has its own letter (``web/mails/outcome_mails.py``)."""
    people, event = lifecycle.parties(session, deal), deal.timeline[-1].id
    notifications.tell(session, people, NotificationKind.STAGE, f"{what}:{event}", what, deal=deal)
