"""The confidentiality agreement of a deal."""

from datetime import date

from sqlalchemy.orm import Session

from matchmaker.services import audit
from matchmaker.services.actors import Actor
from matchmaker.services.deals import stages, timeline
from matchmaker.services.errors import Incomplete
from models import Deal, DealDocument, DealEventKind, DocumentKind, NdaState, local_today


def settle(
    session: Session, actor: Actor, deal: Deal, state: NdaState, on: date | None, *, version: int
) -> Deal:
    """Write down how far the agreement is; one that is signed has its day."""
    timeline.refuse_stale(deal, version)
    signed = state is NdaState.SIGNED
    if signed and (on is None or on > local_today()):
        raise Incomplete(["nda_on"])
    deal.nda, deal.nda_on = state, on if signed else None
    told = {"nda": state.value, **({"nda_on": on} if signed else {})}
    timeline.tell(deal, actor, DealEventKind.NDA, text=stages.written(told))
    audit.record(session, actor, "deal:nda", deal.code, state=state.value)
    timeline.save(session)
    return deal


def document(deal: Deal) -> DealDocument | None:
    """Return the newest edition of the agreement itself."""
    found = [
        each
        for each in deal.documents
        if each.kind is DocumentKind.NDA and each.withdrawn_at is None
    ]
    return found[-1] if found else None
