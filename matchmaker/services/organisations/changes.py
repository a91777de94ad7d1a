"""Organisations registered, changed and verified."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.services import audit, codes, vocabularies
from matchmaker.services.actors import Actor
from matchmaker.services.errors import Incomplete, NotAllowed, StaleEdit, UnknownCode
from matchmaker.services.organisations.browsing import tax_number
from models import MemberRole, Membership, Organisation, Side, now

RESERVED = frozenset({"centre", "department", "ministry"})
"""Kinds that read or decide more than others: only an administrator makes them."""

_IDENTITY = ("name_vi", "tax_code", "org_type", "province")

Fields = Mapping[str, Any]


def register(session: Session, actor: Actor, fields: Fields) -> Organisation:
    """Register an organisation; the person becomes its owner and acts for it from now on.

    The reserved kinds are made by an administrator, who does not join them.
    """
    kind = fields["org_type"]
    if actor.user is None or (kind in RESERVED and not actor.is_administrator):
        raise NotAllowed
    organisation = Organisation(code=codes.next_code(session, codes.ORGANISATION))
    _assign(session, organisation, fields)
    session.add(organisation)
    if kind not in RESERVED:
        moment = now()
        session.add(
            Membership(
                user=actor.user, organisation=organisation, role=MemberRole.OWNER, chosen_at=moment
            )
        )
    session.flush()
    audit.record(session, actor, "organisation:create", organisation.code, kind=kind)
    return organisation


def change(
    session: Session, actor: Actor, organisation: Organisation, version: int, fields: Fields
) -> bool:
    """Change what the organisation says of itself; says whether its verification lapsed by that.

    Raises :class:`StaleEdit` where somebody saved it meanwhile. What was verified is the name,
    the code, the kind and the province: who changes one of them is verified anew. Only an
    administrator changes kind and province of the reserved kinds, since rights hang on them.
    """
    if organisation.version != version:
        raise StaleEdit
    _refuse_reserved(actor, organisation, fields)
    before = [getattr(organisation, name) for name in _IDENTITY]
    _assign(session, organisation, fields)
    renamed = before != [getattr(organisation, name) for name in _IDENTITY]
    lapsed = renamed and organisation.verified and not actor.is_administrator
    if lapsed:
        _forget_verification(organisation)
    audit.record(session, actor, "organisation:edit", organisation.code, lapsed=lapsed)
    session.flush()
    return lapsed


def _refuse_reserved(actor: Actor, organisation: Organisation, fields: Fields) -> None:
    if actor.is_administrator:
        return
    kinds = {organisation.org_type, fields["org_type"]}
    moved = (organisation.org_type, organisation.province) != (
        fields["org_type"],
        fields["province"],
    )
    if moved and kinds & RESERVED:
        raise NotAllowed


def _assign(session: Session, organisation: Organisation, fields: Fields) -> None:
    kinds = {entry.code: entry for entry in vocabularies.entries(session, "org_types")}
    if fields["org_type"] not in kinds:
        raise UnknownCode("org_types", str(fields["org_type"]))
    provinces = {entry.code for entry in vocabularies.entries(session, "provinces_34")}
    for province in (fields["province"], *fields.get("service_area", ())):
        if province not in provinces:
            raise UnknownCode("provinces_34", str(province))
    for name, value in fields.items():
        setattr(organisation, name, value)
    organisation.tax_code = tax_number(organisation.tax_code)
    organisation.side = Side(kinds[fields["org_type"]].attributes["side"])


def verify(session: Session, actor: Actor, organisation: Organisation, how: str) -> None:
    """Note that ``actor`` verified the organisation, and ``how``."""
    if not how.strip():
        raise Incomplete(["how"])
    organisation.verified_at, organisation.verified_by = now(), actor.user
    organisation.verified_how = how.strip()
    audit.record(session, actor, "organisation:verify", organisation.code, how=how.strip())
    session.flush()


def unverify(session: Session, actor: Actor, organisation: Organisation, reason: str) -> None:
    """Take the verification back, with a reason its owners are told."""
    if not reason.strip():
        raise Incomplete(["reason"])
    _forget_verification(organisation)
    audit.record(session, actor, "organisation:unverify", organisation.code, reason=reason.strip())
    session.flush()


def _forget_verification(organisation: Organisation) -> None:
    organisation.verified_at = organisation.verified_by = None
    organisation.verified_how = ""
