"""What the platform remembers, as its readers may see it: nobody behind a blind need is named."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, joinedload

from matchmaker.services import audit, identity
from matchmaker.services.actors import Actor
from matchmaker.services.catalogue import named
from matchmaker.services.mails import mail_log
from matchmaker.services.pages import batches, streamed
from matchmaker.services.permissions import Permission, allows
from models import AuditEntry, Deal, Mail, Membership, Need, Organisation, User

_NEED_CODE = re.compile(r"NC-\d{4}-\d+")
_DEAL_CODE = re.compile(r"TV-\d{4}-\d+")
_OFFICIAL = ("centre", "department", "ministry")


@dataclass(frozen=True, slots=True)
class Row:
    """An entry of the audit trail; ``unnamed`` where who did it would tell who posted a need.

    ``officers`` are the names of those whom it gave deals to or took them from, by their numbers.
    """

    entry: AuditEntry
    detail: Mapping[str, str]
    unnamed: bool
    officers: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail; ``unnamed`` where it was written to those behind a blind need."""

    mail: Mail
    text: str
    unnamed: bool


def trail(actor: Actor, action: str = "", subject: str = "", email: str = "") -> Select[AuditEntry]:
    """Select entries as :func:`audit.search`; a person's, without what tells their firm."""
    query = audit.search(action, subject, email)
    of_deal = select(Deal.need_id).where(Deal.code == AuditEntry.subject).correlate(AuditEntry)
    about = or_(Need.code == AuditEntry.subject, Need.id.in_(of_deal))
    told = _insider(actor, Membership.user_id == AuditEntry.by_id, about)
    return query.where(~told) if email.strip() else query


def rows(session: Session, actor: Actor, entries: Iterable[AuditEntry]) -> list[Row]:
    """Return ``entries`` as ``actor`` may read them."""
    listed = list(entries)
    needs = _needs_of(session, {entry.subject for entry in listed})
    hidden = _hidden(session, actor, set(needs.values()))
    known = _known_elsewhere(session, {entry.by_id for entry in listed if entry.by_id})
    officers = _officers(session, listed)
    return [
        _row(entry, hidden.get(needs.get(entry.subject, "")), known, officers) for entry in listed
    ]


def _officers(session: Session, entries: Sequence[AuditEntry]) -> Mapping[int, str]:
    """Return the names of the people of centres whom ``entries`` hold by their numbers."""
    ids = {number for entry in entries for number in officers_of(entry)}
    found = session.scalars(select(User).where(User.id.in_(ids))) if ids else ()
    return {each.id: each.display_name for each in found}


def officers_of(entry: AuditEntry) -> set[int]:
    """Return the numbers of those whom ``entry`` gave deals to or took them from."""
    given, before = entry.detail.get("officer"), entry.detail.get("deals")
    former = before.values() if isinstance(before, dict) else ()
    return {each for each in (given, *chain(*former)) if isinstance(each, int)}


def _needs_of(session: Session, subjects: Collection[str]) -> dict[str, str]:
    """Return the code of the need that each of ``subjects``, a need or a deal, is about."""
    deals = [subject for subject in subjects if _DEAL_CODE.fullmatch(subject)]
    query = select(Deal.code, Need.code).join(Deal.need).where(Deal.code.in_(deals))
    rows = session.execute(query) if deals else ()
    own = {each: each for each in subjects if _NEED_CODE.fullmatch(each)}
    return own | {deal: need for deal, need in rows}  # noqa: C416 - a row is no pair to mypy


def known_people(
    session: Session, actor: Actor, entries: Iterable[AuditEntry]
) -> Mapping[int, bool]:
    """Return whom of those who acted ``actor`` may know, and whether also where from.

    One knows one's colleagues, and officials act in their office; who looks after the platform
    knows everybody.
    """
    ids = {entry.by_id for entry in entries if entry.by_id}
    if allows(actor, Permission.AUDIT_READ):
        return dict.fromkeys(ids, True)
    own = actor.membership.organisation_id if actor.membership else 0
    members = select(User.id).where(User.id.in_(ids))
    colleague = User.memberships.any(Membership.organisation_id == own)
    official = User.memberships.any(
        Membership.organisation.has(Organisation.org_type.in_(_OFFICIAL))
    )
    officials = dict.fromkeys(session.scalars(members.where(official)), False)
    return officials | dict.fromkeys(session.scalars(members.where(colleague)), True)


def every_row(session: Session, actor: Actor, entries: Select[AuditEntry]) -> Iterator[Row]:
    """Yield all that ``entries`` select, as ``actor`` may read them, a few at a time."""
    for some in batches(streamed(session, entries)):
        yield from rows(session, actor, some)


def every_letter(session: Session, actor: Actor, mails: Select[Mail]) -> Iterator[Letter]:
    """Yield all mails that ``mails`` select, as ``actor`` may read them, a few at a time."""
    for some in batches(streamed(session, mails)):
        yield from letters(session, actor, some)


def _row(
    entry: AuditEntry, need: Need | None, known: Collection[int], officers: Mapping[int, str]
) -> Row:
    detail = {key: str(value) for key, value in entry.detail.items()}
    if need is None:
        return Row(entry, detail, unnamed=False, officers=officers)
    inside = entry.by_id is not None and (entry.by_id in _people(need) or entry.by_id not in known)
    masked = {key: identity.masked(value, need) for key, value in detail.items()}
    return Row(entry, masked, unnamed=inside, officers=officers)


def mails(actor: Actor, to: str = "", state: str = "") -> Select[Mail]:
    """Select mails, newest first; to one address, without what would tell whose it is."""
    query = mail_log.recent(to, state)
    told = _insider(
        actor,
        User.email == Mail.to,
        or_(Mail.subject.contains(Need.code), Mail.text.contains(Need.code)),
    )
    return query.where(~told) if to.strip() else query


def letters(session: Session, actor: Actor, mails: Iterable[Mail]) -> list[Letter]:
    """Return ``mails`` as ``actor`` may read them."""
    listed = [(each, _NEED_CODE.findall(f"{each.subject} {each.text}")) for each in mails]
    hidden = _hidden(session, actor, {code for _each, codes in listed for code in codes})
    return [
        _letter(each, [hidden[code] for code in dict.fromkeys(codes) if code in hidden])
        for each, codes in listed
    ]


def _letter(each: Mail, needs: Sequence[Need]) -> Letter:
    if any(each.to in _people(need).values() for need in needs):
        return Letter(each, "", unnamed=True)
    text = each.text
    for need in needs:
        text = identity.masked(text, need)
    return Letter(each, text, unnamed=False)


def _hidden(session: Session, actor: Actor, codes: Collection[str]) -> dict[str, Need]:
    """Return the blind needs among ``codes`` of which ``actor`` may not know the firm."""
    firm = joinedload(Need.organisation)
    needs = session.scalars(
        select(Need)
        .where(Need.code.in_(codes), Need.blind, ~named(actor, "need"))
        .options(firm.selectinload(Organisation.memberships).joinedload(Membership.user))
    )
    return {need.code: need for need in needs}


def _people(need: Need) -> dict[int, str]:
    """Return the addresses of the firm's people by their numbers."""
    return {each.user_id: each.user.email for each in need.organisation.memberships}


def _known_elsewhere(session: Session, ids: Collection[int]) -> set[int]:
    """Return those who stand for somebody; who stands for nobody may have left the firm."""
    placed = or_(User.memberships.any(), User.roles.any())
    return set(session.scalars(select(User.id).where(User.id.in_(ids), placed)))


def _insider(actor: Actor, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Say that a record is of one of the people behind a blind need that ``actor`` may not know."""
    return (
        select(Need.id)
        .join(Membership, Membership.organisation_id == Need.organisation_id)
        .join(User, User.id == Membership.user_id)
        .where(Need.blind, ~named(actor, "need"), *conditions)
        .exists()
    )
