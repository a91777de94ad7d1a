"""Who acts: a person, and the organisation they act for."""

from dataclasses import dataclass

from models import Membership, Organisation, User


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting for at most one organisation; a visitor has neither."""

    user: User | None = None
    membership: Membership | None = None
    address: str = ""

    @property
    def organisation(self) -> Organisation | None:
        """Return the organisation acted for."""
        return self.membership.organisation if self.membership else None

    @property
    def is_administrator(self) -> bool:
        """Say whether the person looks after the whole platform."""
        return self.user is not None and self.user.is_administrator

    @property
    def centre_province(self) -> str | None:
        """Return the province whose centre is acted for, if it is one."""
        organisation = self.organisation
        if organisation is None or organisation.org_type != "centre":
            return None
        return organisation.province if organisation.merged_into_id is None else None

    @property
    def centre_provinces(self) -> frozenset[str]:
        """Return the provinces looked after: the centre's own, and those of centres it took in."""
        organisation, own = self.organisation, self.centre_province
        if organisation is None or own is None:
            return frozenset()
        return frozenset({own, *(former.province for former in organisation.merged_from)})

    @property
    def watched_provinces(self) -> frozenset[str]:
        """Return the provinces whose postings the centre or department acted for may read."""
        own = self.department_province
        return self.centre_provinces | ({own} if own is not None else frozenset())

    @property
    def is_ministry(self) -> bool:
        """Say whether the person reads everything, nationwide."""
        return self.organisation is not None and self.organisation.org_type == "ministry"

    @property
    def department_province(self) -> str | None:
        """Return the province whose department is acted for, if it is one."""
        organisation = self.organisation
        if organisation is None or organisation.org_type != "department":
            return None
        return organisation.province

    @property
    def writes(self) -> bool:
        """Say whether the person may post and answer for the organisation."""
        return self.membership is not None and self.membership.writes

    @property
    def supplies(self) -> bool:
        """Say whether the organisation acted for offers technologies."""
        return self.organisation is not None and self.organisation.supplies

    @property
    def demands(self) -> bool:
        """Say whether the organisation acted for looks for technologies."""
        return self.organisation is not None and self.organisation.demands

    def belongs_to(self, organisation_id: int) -> bool:
        """Say whether the organisation acted for is this one."""
        return self.membership is not None and self.membership.organisation_id == organisation_id


def actor_of(user: User | None, address: str = "") -> Actor:
    """Return ``user`` acting for the organisation they chose last."""
    if user is None:
        return Actor(address=address)
    chosen = max(
        user.memberships,
        key=lambda membership: (membership.chosen_at, -membership.id),
        default=None,
    )
    return Actor(user, chosen, address)
