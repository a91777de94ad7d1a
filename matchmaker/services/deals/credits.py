"""Two centres in one deal: how they share the credit, in per cent that add up to 100."""

from collections.abc import Mapping

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from matchmaker.services import audit, notifications, organisations
from matchmaker.services.actors import Actor
from matchmaker.services.deals import stages, timeline
from matchmaker.services.errors import NotWhole, UnknownCode
from models import Deal, DealCredit, DealEventKind, NotificationKind, Organisation

WHOLE = 100


def shares(deal: Deal) -> list[tuple[Organisation, int]]:
    """Return the centres of ``deal`` and their shares, its own first; alone it has all."""
    if not deal.credits:
        return [(deal.centre, WHOLE)]
    found = [(each.centre, each.percent) for each in deal.credits]
    return sorted(found, key=lambda each: each[0].id != deal.centre_id)


def partner(session: Session, deal: Deal) -> Organisation | None:
    """Return the centre to propose a share to: the one of the other side, of another province."""
    if deal.credits:
        return None
    for province in (deal.technology.organisation.province, deal.need.province):
        centre = organisations.centre_of(session, province)
        if centre is not None and province != deal.centre.province:
            return centre
    return None


def share(
    session: Session,
    actor: Actor,
    deal: Deal,
    percents: Mapping[Organisation, int],
    *,
    version: int,
) -> Deal:
    """Share the credit for ``deal`` between centres, its own among them; all of them follow it.

    A share of nothing leaves the deal. Raises :class:`StaleEdit`, :class:`UnknownCode` for what is
    no centre, or :class:`NotWhole` where the shares do not add up to 100.
    """
    timeline.refuse_stale(deal, version)
    kept = {centre: percent for centre, percent in percents.items() if percent}
    _check(deal, kept)
    kept = {} if set(kept) == {deal.centre} else kept
    timeline.hold(session, deal, "credits")
    newcomers = _keep(deal, kept)
    flag_modified(deal, "centre_id")  # so that the deal's version counts this change too
    told = "; ".join(f"{centre.name_vi} {percent} %" for centre, percent in shares(deal))
    timeline.tell(deal, actor, DealEventKind.CREDIT, text=stages.written({"shares": told}))
    audit.record(
        session,
        actor,
        "deal:share",
        deal.code,
        shares={centre.code: percent for centre, percent in shares(deal)},
    )
    timeline.save(session)
    for centre in newcomers:
        _tell_them(session, deal, centre, kept[centre])
    return deal


def _keep(deal: Deal, percents: Mapping[Organisation, int]) -> list[Organisation]:
    """Keep the shares; return the centres that had none, and did not follow the deal."""
    known = {each.centre: each for each in deal.credits}
    deal.credits[:] = [
        known.get(centre) or DealCredit(centre=centre, percent=percent)
        for centre, percent in percents.items()
    ]
    for each in deal.credits:
        each.percent = percents[each.centre]
    return [each for each in percents if each not in known and each.id != deal.centre_id]


def _tell_them(session: Session, deal: Deal, centre: Organisation, percent: int) -> None:
    """Tell the officers of a centre that comes in that they follow the deal too."""
    people = [each.user for each in centre.memberships if each.writes]
    kind, key = NotificationKind.STAGE, f"credit:{deal.id}:{centre.id}"
    notifications.tell(session, people, kind, key, "shared", deal=deal, percent=percent)


def _check(deal: Deal, percents: Mapping[Organisation, int]) -> None:
    for centre in percents:
        if centre.org_type != "centre":
            raise UnknownCode("organisation", centre.code)
    total = sum(percents.values())
    if total != WHOLE or min(percents.values()) < 0 or deal.centre not in percents:
        raise NotWhole(total)
