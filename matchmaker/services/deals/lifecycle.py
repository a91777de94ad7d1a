"""Deals: opened from a match, moved from stage to stage, followed until their end."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from matchmaker.services import audit, codes, settled_news, vocabularies
from matchmaker.services.actors import Actor
from matchmaker.services.deals import documents, impact_questions, next_steps, stages, timeline
from matchmaker.services.deals.next_steps import NextStep
from matchmaker.services.duties import signing
from matchmaker.services.errors import (
    AlreadyTaken,
    Incomplete,
    InvalidTransition,
    NotAllowed,
)
from matchmaker.services.files.uploads import StoredFile
from models import (
    Deal,
    DealEvent,
    DealEventKind,
    DealStage,
    DocumentKind,
    Match,
    MatchState,
    Membership,
    Organisation,
    Party,
    User,
    now,
)
from models.text import clean

FIRST_STEP = "Gọi điện cho hai bên, xác nhận mối quan tâm"


def open(
    session: Session,
    actor: Actor,
    match: Match,
    officer: User | None = None,
    first_step: str = FIRST_STEP,
) -> Deal:
    """Accept ``match`` for the actor's centre and open its deal, followed by ``officer``.

    Raises :class:`AlreadyTaken` where another was quicker: the match is claimed by one statement.
    """
    centre, person = _centre(actor), officer or actor.user
    _claim(session, actor, match, state=MatchState.ACCEPTED, centre_id=centre.id)
    deal = Deal(
        code=codes.next_code(session, codes.DEAL),
        match=match,
        need=match.need,
        technology=match.technology,
        centre=centre,
        officer=person,
        next_step=first_step,
        next_step_owner=person,
        next_step_due=stages.default_due(session, DealStage.PROPOSED),
    )
    session.add(deal)
    timeline.tell(deal, actor, DealEventKind.OPENED, stage_to=DealStage.PROPOSED)
    audit.record(session, actor, "deal:open", deal.code, match=match.id)
    session.flush()
    return deal


def decline(session: Session, actor: Actor, match: Match, reason: str, note: str = "") -> Match:
    """Decline ``match`` for its province, with a code of ``loss_reasons``."""
    vocabularies.check(session, "loss_reasons", reason)
    centre = _centre(actor)
    _claim(
        session,
        actor,
        match,
        state=MatchState.DECLINED,
        centre_id=centre.id,
        decision_code=reason,
        decision_note=clean(note).strip(),
    )
    audit.record(session, actor, "match:decline", str(match.id), reason=reason)
    return match


def _centre(actor: Actor) -> Organisation:
    if actor.centre_province is None or actor.organisation is None:
        raise NotAllowed
    return actor.organisation


def _claim(session: Session, actor: Actor, match: Match, **decision: Any) -> None:
    """Write the decision unless there is one already; whoever comes second is told whose it is."""
    session.flush()
    claimed = session.execute(
        update(Match)
        .where(Match.id == match.id, Match.state == MatchState.PROPOSED)
        .values(decided_by_id=actor.user.id if actor.user else None, decided_at=now(), **decision)
        .returning(Match.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    session.refresh(match)
    if claimed is not None:
        settled_news.match_decided(session, match)
        return
    if match.state is MatchState.ACCEPTED and match.centre is not None:
        raise AlreadyTaken(match.centre.name_vi)
    raise InvalidTransition(f"{match.need.code} – {match.technology.code}", match.state, "decide")


def advance(
    session: Session,
    actor: Actor,
    deal: Deal,
    stage: DealStage,
    *,
    evidence: Mapping[str, Any],
    next_step: NextStep | None = None,
    version: int,
) -> Deal:
    """Take ``deal`` to ``stage`` with the evidence that the move asks for.

    An open stage asks for the new next step too. Raises :class:`StaleEdit`, :class:`NamesFirm`,
    :class:`InvalidTransition`, :class:`Incomplete` or :class:`UnknownCode`, before any change.
    """
    timeline.refuse_stale(deal, version)
    values, missing = stages.sifted(session, deal, stage, evidence)
    step, unset = next_steps.sifted(session, deal, next_step) if stage.is_open else (None, [])
    if missing or unset:
        raise Incomplete([*missing, *unset])
    timeline.refuse_names(deal, {**values, **({"next_step": next_step.text} if next_step else {})})
    signing.check(session, deal, stage)
    values |= signing.told(session, deal, stage)
    left = deal.stage
    deal.enter(stage)
    _keep(deal, stage, values)
    signing.keep(session, actor, deal, values)
    if step is not None:
        next_steps.keep(deal, *step)
    if isinstance(file := values.get("minutes_file"), StoredFile):
        documents.keep(deal, actor, file, kind=DocumentKind.MINUTES)
    text = stages.written({**values, **(next_steps.values(deal) if step else {})})
    timeline.tell(deal, actor, DealEventKind.STAGE, text=text, stage_from=left, stage_to=stage)
    audit.record(session, actor, "deal:advance", deal.code, left=left.value, entered=stage.value)
    timeline.save(session)
    if stage is DealStage.COMPLETED:
        impact_questions.plan(session, deal)
    return deal


def _keep(deal: Deal, stage: DealStage, values: Mapping[str, Any]) -> None:
    """Copy to the deal's columns what has one; a date to resume lasts as long as the pause."""
    if stage is not DealStage.PAUSED:
        deal.resume_on = None
    for name in stages.KEPT_ON_DEAL & values.keys():
        value = values[name]
        kept = "|".join(value) if isinstance(value, list) else value
        setattr(deal, name, Party(value) if name == "loss_party" else kept)


def plan(
    session: Session,
    actor: Actor,
    deal: Deal,
    next_step: NextStep,
    *,
    version: int,
    done: bool = False,
) -> Deal:
    """Replace the next step of an open deal; the former one may be ``done``."""
    timeline.refuse_stale(deal, version)
    if not deal.stage.is_open:
        raise InvalidTransition(deal.code, deal.stage, "plan")
    timeline.refuse_names(deal, {"next_step": next_step.text})
    step, unset = next_steps.sifted(session, deal, next_step)
    if step is None:
        raise Incomplete(unset)
    former = {"done": deal.next_step} if done and deal.next_step else {}
    next_steps.keep(deal, *step)
    text = stages.written({**former, **next_steps.values(deal)})
    timeline.tell(deal, actor, DealEventKind.NEXT_STEP, text=text)
    audit.record(session, actor, "deal:plan", deal.code)
    timeline.save(session)
    return deal


def write_note(
    session: Session, actor: Actor, deal: Deal, text: str, *, private: bool = False
) -> DealEvent:
    """Add a note to the timeline; a private one is for the centre alone."""
    cleaned = clean(text).strip()
    if not cleaned:
        raise Incomplete(["text"])
    if not private:
        timeline.refuse_names(deal, {"text": cleaned})
    event = timeline.tell(deal, actor, DealEventKind.NOTE, text=cleaned, private=private)
    audit.record(session, actor, "deal:note", deal.code, private=private)
    session.flush()
    return event


def assign(session: Session, actor: Actor, deal: Deal, officer_id: int, *, version: int) -> Deal:
    """Give ``deal`` to another officer of its centre, with the next step if it was the former's."""
    timeline.refuse_stale(deal, version)
    officer = next(
        (each for each in next_steps.officers(session, deal) if each.id == officer_id), None
    )
    if officer is None:
        raise Incomplete(["officer"])
    if deal.next_step_owner_id == deal.officer_id and deal.stage.is_open:
        deal.next_step_owner = officer
    deal.officer = officer
    text = stages.written({"officer": officer.display_name})
    timeline.tell(deal, actor, DealEventKind.OFFICER, text=text)
    audit.record(session, actor, "deal:assign", deal.code, officer=officer.id)
    timeline.save(session)
    return deal


def parties(session: Session, deal: Deal) -> list[User]:
    """Return the people of both sides, to be told what happens."""
    sides = [deal.need.organisation_id, deal.technology.organisation_id]
    return list(
        session.scalars(
            select(User)
            .where(
                User.active,
                User.memberships.any(Membership.organisation_id.in_(sides)),
            )
            .order_by(User.id)
        )
    )
