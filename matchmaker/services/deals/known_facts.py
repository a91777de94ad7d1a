"""What the records of a deal say about its milestones, so that nobody has to tick it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from matchmaker.services import vocabularies
from matchmaker.services.deals import stages
from models import VIETNAM, Deal, DealEventKind, DealStage, NdaState


def of(session: Session, deal: Deal) -> Mapping[str, date]:
    """Return the milestones that records prove, each with its day.

    They are read, never stored: what is corrected or taken back there is corrected here.
    """
    found = {
        "nda": deal.nda_on if deal.nda is NdaState.SIGNED else None,
        "trial_minutes": _said(deal, "trial_minutes"),
        "asset_clearance": _cleared(session, deal),
        "contract_draft": _whole_contract(deal),
        "contract_signed": deal.contract_date,
        "registration_filed": deal.registration_filed_on,
        "registration_certificate": deal.certificate_date,
        "first_payment": _first(each.paid_on for each in deal.payments),
        "acceptance": _accepted(deal),
        **{f"impact_{each.months}m": _day(each.confirmed_at) for each in deal.impact_checks},
    }
    return {code: on for code, on in found.items() if on is not None}


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(VIETNAM).date() if moment else None


def _first(days: Iterable[date | None]) -> date | None:
    return min((each for each in days if each), default=None)


def _said(deal: Deal, name: str) -> date | None:
    """Return when evidence called ``name`` was first given."""
    given = (each for each in deal.timeline if each.kind is DealEventKind.STAGE)
    return _first(_day(each.at) for each in given if name in stages.read(each.text))


def _whole_contract(deal: Deal) -> date | None:
    """Return when the last missing content of the contract was there."""
    duties = (each for each in deal.timeline if each.kind is DealEventKind.DUTY)
    return _first(_day(each.at) for each in duties if "contents" in stages.read(each.text))


def _accepted(deal: Deal) -> date | None:
    """Return the day of acceptance by which a completed deal was closed."""
    ends = [each for each in deal.timeline if each.stage_to is DealStage.COMPLETED]
    if deal.stage is not DealStage.COMPLETED or not ends:
        return None
    said = stages.read(ends[-1].text).get("acceptance_date")
    return date.fromisoformat(said) if said else None


def _cleared(session: Session, deal: Deal) -> date | None:
    """Return when the last request for rights was granted; nothing while one is open."""
    decisions = [(each.decided_on or date.max, each.status) for each in deal.clearance]
    on, status = max(decisions, default=(date.max, ""))
    entries = vocabularies.entries(session, "rights_clearance")
    settled = {each.code for each in entries if each.attributes["standing"] == "settled"}
    return on if on < date.max and status in settled else None
