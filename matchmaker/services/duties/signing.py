"""What the law asks when a deal moves on: rights settled and contents told before it is signed."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.services.actors import Actor
from matchmaker.services.duties import clearance, contents, registration
from models import Deal, DealStage


def check(session: Session, deal: Deal, stage: DealStage) -> None:
    """Raise :class:`RightsUnsettled` where ``deal`` may not be signed yet."""
    if _is_signed_by(deal, stage) and (refusal := clearance.refusal(session, deal)):
        raise refusal


def told(session: Session, deal: Deal, stage: DealStage) -> dict[str, str]:
    """Return what the timeline tells of the contents when a contract is signed."""
    if not _is_signed_by(deal, stage):
        return {}
    found = contents.of(session, deal)
    return {"contents": f"{contents.present(found)}/{len(found)}"} if found else {}


def keep(session: Session, actor: Actor, deal: Deal, values: Mapping[str, Any]) -> None:
    """Keep what a move told of duties."""
    if code := values.get("registration"):
        registration.choose(session, actor, deal, code)


def _is_signed_by(deal: Deal, stage: DealStage) -> bool:
    return deal.stage is DealStage.NEGOTIATION and stage is DealStage.CONTRACTED
