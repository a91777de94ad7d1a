"""Conditions on an organisation."""

from matchmaker.services.actors import Actor
from models import Organisation


def writes_for(actor: Actor, organisation: Organisation) -> bool:
    """Let those who write for it."""
    return actor.writes and actor.belongs_to(organisation.id)


def owns(actor: Actor, organisation: Organisation) -> bool:
    """Let its owners."""
    membership = actor.membership
    return (
        membership is not None
        and membership.role == "owner"
        and membership.organisation_id == organisation.id
    )


def is_of_the_centre(actor: Actor, organisation: Organisation) -> bool:
    """Let the centre of its province, unless it is that centre itself."""
    near = actor.writes and organisation.province in actor.centre_provinces
    return near and not actor.belongs_to(organisation.id)


def leads(actor: Actor, centre: Organisation | None) -> bool:
    """Let the owners of a centre lead it: its clocks, who follows what."""
    return centre is not None and centre.org_type == "centre" and owns(actor, centre)


def administers(actor: Actor, centre: Organisation | None) -> bool:
    """Let an administrator help a centre out: who leads it may be the one who left."""
    if centre is None or centre.merged_into_id is not None:
        return False
    return actor.is_administrator and centre.org_type == "centre"
