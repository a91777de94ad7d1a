"""Blind needs: what their words give away, and whom the firm behind them lets in."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaker.services import audit, centres, identity
from matchmaker.services.actors import Actor
from matchmaker.services.errors import NamesFirm
from models import (
    Deal,
    DealCredit,
    DealParty,
    Disclosure,
    Match,
    Need,
    Organisation,
    Posting,
    PostingState,
    Technology,
)
from models.text import fold

TEXTS = (
    "title_vi",
    "title_en",
    "summary_vi",
    "summary_en",
    "problem_vi",
    "problem_en",
    "description_vi",
    "description_en",
    "keywords_vi",
    "keywords_en",
    "current_process_vi",
    "raw_material",
    "product",
    "local_product",
    "tried_before_vi",
    "site_conditions_vi",
    "staff_vi",
    "beneficiaries_vi",
    "funding_source",
    "capacity_value",
    "capacity_unit",
)
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """An organisation that the firm may let in, and whether it is in already."""

    organisation: Organisation
    let_in: bool


def refuse_names(need: Need) -> None:
    """Raise :class:`NamesFirm` where the words of a blind need tell who posted it."""
    found = namings(need) if need.blind else {}
    if found:
        raise NamesFirm(found)


def namings(need: Need) -> dict[str, str]:
    """Return, by field, the words that give the firm away; accents and case do not matter."""
    telling = list(_telling(need))
    texts = {field: getattr(need, field) for field in TEXTS}
    texts["requirements"] = "\n".join(
        f"{row.indicator}\n{row.value}\n{row.unit}" for row in need.requirements
    )
    found = {field: _said(text or "", telling, need) for field, text in texts.items()}
    return {field: words for field, words in found.items() if words}


def _said(text: str, telling: Iterable[str], need: Need) -> str:
    """Return what ``text`` says of the firm; what pages would have to mask counts too."""
    said = next((words for words in telling if _says(text, words)), "")
    if not said and identity.masked(text, need) != text:
        return need.organisation.short_name or need.organisation.name_vi
    return said


def naming(need: Need, text: str) -> str:
    """Return the words of ``text`` that give the firm behind a blind need away, else nothing."""
    return _said(text, _telling(need), need) if need.blind else ""


def _telling(need: Need) -> Iterable[str]:
    """Return what may not be said: names, ways to get in touch, the commune."""
    firm = need.organisation
    website = re.sub(r"^\w+://(www\.)?|/.*$", "", firm.website)
    known = (firm.name_vi, firm.name_en, firm.short_name, firm.commune, need.commune)
    for words in (*known, firm.tax_code, firm.phone, firm.email, website):
        if len(fold(words or "")) >= _SHORTEST:
            yield words


def _says(text: str, words: str) -> bool:
    plain = " ".join(re.findall(r"\w+", fold(text)))
    wanted = " ".join(re.findall(r"\w+", fold(words)))
    return bool(wanted) and f" {wanted} " in f" {plain} "


def let_in_centres(session: Session, actor: Actor, need: Need) -> None:
    """Let in the centre of the need's province: the firm agrees to it by submitting."""
    if not need.blind:
        return
    here = centres.looks_after(need.province)
    for centre in session.scalars(select(Organisation).where(here)):
        let_in(session, actor, need, centre)


def let_in(session: Session, actor: Actor, need: Need, organisation: Organisation) -> None:
    """Let ``organisation`` learn who stands behind ``need``; twice is as good as once."""
    if any(each.organisation_id == organisation.id for each in need.disclosures):
        return
    try:
        with session.begin_nested():
            need.disclosures.append(
                Disclosure(
                    organisation_id=organisation.id, organisation=organisation, by=actor.user
                )
            )
    except IntegrityError:
        session.refresh(need, ["disclosures"])
        return
    audit.record(session, actor, "need:let-in", need.code, organisation=organisation.code)


def take_back(session: Session, actor: Actor, need: Need, organisation: Organisation) -> None:
    """Show the firm's name to ``organisation`` no longer."""
    for each in list(need.disclosures):
        if each.organisation_id == organisation.id:
            need.disclosures.remove(each)
            audit.record(session, actor, "need:shut-out", need.code, organisation=organisation.code)


def candidates(session: Session, need: Need) -> Sequence[Candidate]:
    """List whom the firm may let in: those with a match, those in its deals, those let in."""
    inside = {each.organisation_id for each in need.disclosures}
    matched = (
        select(Technology.organisation_id)
        .join(Match, Match.technology_id == Technology.id)
        .where(Match.need_id == need.id, Posting.state == PostingState.PUBLISHED)
    )
    deals = select(Deal.id).where(Deal.need_id == need.id)
    parties = select(DealParty.organisation_id).where(DealParty.deal_id.in_(deals))
    centres = select(DealCredit.centre_id).where(DealCredit.deal_id.in_(deals))
    organisations = session.scalars(
        select(Organisation)
        .where(
            or_(*(Organisation.id.in_(each) for each in (matched, parties, centres, inside))),
            Organisation.id != need.organisation_id,
        )
        .order_by(Organisation.sort_key)
    )
    return [Candidate(each, each.id in inside) for each in organisations]
