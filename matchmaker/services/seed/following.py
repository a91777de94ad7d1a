"""The first answers and deals, dated back so that every stage shows something."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.services import codes
from matchmaker.services.seed.rows import Row, read, whole
from models import (
    INTERESTED,
    PATH,
    VIETNAM,
    Answer,
    Deal,
    DealEvent,
    DealEventKind,
    DealStage,
    Match,
    MatchState,
    Need,
    Organisation,
    Party,
    Posting,
    Technology,
    local_today,
    now,
)


def load(session: Session, folder: Path, postings: dict[str, Posting]) -> int:
    """Load ``answers.csv`` and ``deals.csv``; return the number of rows."""
    matches: dict[tuple[str, str], Match] = {}
    answers, deals = read(folder / "answers.csv"), read(folder / "deals.csv")
    for row in answers:
        _answer(_match(session, matches, postings, row), row)
    centres = {
        each.province: each
        for each in session.scalars(select(Organisation).where(Organisation.org_type == "centre"))
    }
    for row in deals:
        match = _match(session, matches, postings, row)
        session.add(_deal(session, match, centres[match.need.province], row))
    for match in matches.values():
        _propose_before(match, min(each.at for each in match.answers))
    session.flush()
    return len(answers) + len(deals)


def _match(
    session: Session,
    matches: dict[tuple[str, str], Match],
    postings: dict[str, Posting],
    row: Row,
) -> Match:
    key = (row["need"], row["technology"])
    if key not in matches:
        need, technology = postings[key[0]], postings[key[1]]
        if not (isinstance(need, Need) and isinstance(technology, Technology)):
            raise TypeError(f"{key}: a need and a technology, in this order")
        matches[key] = Match(need=need, technology=technology, score=0.0)
        session.add(matches[key])
    return matches[key]


def _answer(match: Match, row: Row) -> None:
    at = _ago(row["days_ago"])
    match.answers.append(
        Answer(party=Party(row["party"]), code=row["code"], note=row["note"], at=at)
    )
    if row["code"] == INTERESTED:
        match.waiting_since = min(match.waiting_since or at, at)


def _deal(session: Session, match: Match, centre: Organisation, row: Row) -> Deal:
    opened, stage = _ago(row["opened_days_ago"]), DealStage(row["stage"])
    match.state, match.centre, match.decided_at = MatchState.ACCEPTED, centre, opened
    match.waiting_since = None
    for party in Party:
        if match.answer_of(party) is None:
            before = opened - timedelta(days=2)
            match.answers.append(Answer(party=party, code=INTERESTED, at=before))
    deal = Deal(
        code=codes.next_code(session, codes.DEAL),
        match=match,
        need=match.need,
        technology=match.technology,
        centre=centre,
        stage=DealStage.PROPOSED,
        opened_at=opened,
        stage_since=opened,
        value_expected=whole(row["value_expected"]),
    )
    deal.timeline.append(DealEvent(kind=DealEventKind.OPENED, at=opened))
    _walk(deal, stage, opened, row)
    _fill(deal, row)
    return deal


def _propose_before(match: Match, answered: datetime) -> None:
    """Date a match back to before its first answer, and its postings to before the match."""
    match.proposed_at = answered - timedelta(days=5)
    for posting in (match.need, match.technology):
        publish_before(posting, match.proposed_at)


def publish_before(posting: Posting, opened: datetime) -> None:
    """Date a posting back to before its deal; it has been renewed since."""
    published = opened - timedelta(days=12)
    if posting.published_at is None or posting.published_at <= published:
        return
    earlier = posting.published_at - published
    for change in posting.history:
        change.at -= earlier
    posting.published_at, posting.created_at = published, posting.created_at - earlier


def _walk(deal: Deal, stage: DealStage, opened: datetime, row: Row) -> None:
    """Lead the deal to ``stage`` in even steps, the evidence of each on its timeline."""
    reached = DealStage(row["reached"]) if row["reached"] else stage
    last = reached if reached in PATH else DealStage.PROPOSED
    steps = list(PATH[1 : PATH.index(last) + 1])
    if stage not in PATH:
        steps.append(stage)
    evidence = row["evidence"].split("|") if row["evidence"] else []
    arrived = _ago(row["stage_days"])
    for position, step in enumerate(steps, start=1):
        at = opened + (arrived - opened) * position / len(steps)
        before = deal.stage
        deal.enter(step, at=at)
        deal.timeline.append(
            DealEvent(
                kind=DealEventKind.STAGE,
                stage_from=before,
                stage_to=step,
                text=evidence[position - 1] if position <= len(evidence) else "",
                at=at,
            )
        )


def _fill(deal: Deal, row: Row) -> None:
    deal.value_signed = whole(row["value_signed"])
    deal.contract_number = row["contract_number"]
    if deal.contract_number:
        signed = _entered(deal, DealStage.CONTRACTED)
        deal.contract_date = signed.astimezone(VIETNAM).date() if signed else None
    if deal.stage is DealStage.LOST:
        deal.loss_reason, deal.loss_note = row["loss_reason"], row["loss_note"]
        deal.loss_party = Party(row["loss_party"]) if row["loss_party"] else None
    if deal.stage is DealStage.PAUSED:
        deal.resume_on = local_today() + timedelta(days=45)
    if deal.stage.is_open:
        deal.next_step = row["next_step"]
        deal.next_step_due = local_today() + timedelta(days=int(row["due_in_days"]))
    if row["note"]:
        at = deal.closed_at or now()
        deal.timeline.append(DealEvent(kind=DealEventKind.NOTE, text=row["note"], at=at))


def _entered(deal: Deal, stage: DealStage) -> datetime | None:
    return next((event.at for event in deal.timeline if event.stage_to is stage), None)


def _ago(days: str) -> datetime:
    return now() - timedelta(days=int(days))
