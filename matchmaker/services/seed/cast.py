"""The people of made-up deals: officers of the centres, and somebody at each organisation."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from matchmaker.services.seed.phrases import Phrases
from models import MemberRole, Membership, Organisation, User, now

BIG, OFFICERS = 3, 9
"""So many centres have nine officers, as a real one has; the others fewer."""


class Cast:
    """Who acts for whom; whoever is missing is made up."""

    def __init__(self, session: Session, chance: Random, phrases: Phrases, password: str) -> None:
        self._session, self._chance, self._phrases = session, chance, phrases
        self._password = password
        self._people: dict[int, list[User]] = defaultdict(list)
        self._names: set[str] = set()
        for row in session.scalars(
            select(Membership)
            .options(selectinload(Membership.user))
            .where(Membership.role != MemberRole.READER)
            .order_by(Membership.id)
        ):
            self._people[row.organisation_id].append(row.user)

    def employ(self, deals_of: Mapping[Organisation, int]) -> None:
        """Give every centre its officers, most to those with most deals."""
        busiest = sorted(deals_of, key=lambda each: (-deals_of[each], each.id))
        for place, centre in enumerate(busiest):
            wanted = OFFICERS if place < BIG else min(5, 1 + deals_of[centre] // 5)
            while len(self._people[centre.id]) < wanted:
                self._join(centre)

    def officer(self, centre: Organisation) -> User:
        """Return one of the officers of ``centre``, the longest there a little more often."""
        people = self._people[centre.id]
        weights = [2, *[1] * (len(people) - 1)]
        return self._chance.choices(people, weights)[0]

    def contact(self, organisation: Organisation) -> User:
        """Return who speaks for ``organisation``."""
        if not self._people[organisation.id]:
            self._join(organisation)
        return self._people[organisation.id][0]

    def _join(self, organisation: Organisation) -> None:
        place = len(self._people[organisation.id])
        user = User(
            email=f"{organisation.code.lower()}.{place + 1}@example.org",
            name=self._name(),
            password=self._password,
            fs_uniquifier=uuid.UUID(int=self._chance.getrandbits(128)).hex,
            confirmed_at=now(),
            active=True,
        )
        role = MemberRole.EDITOR if place else MemberRole.OWNER
        user.memberships.append(Membership(organisation=organisation, role=role))
        self._session.add(user)
        self._people[organisation.id].append(user)

    def _name(self) -> str:
        """Make up a name that nobody has yet."""
        sex = self._chance.choice(("woman", "man"))
        parts = ("name.surname", f"name.middle.{sex}", f"name.given.{sex}")
        for _ in range(50):
            name = " ".join(self._phrases.say(part) for part in parts)
            if name not in self._names:
                break
        self._names.add(name)
        return name


def counted(centres: Iterable[Organisation]) -> dict[Organisation, int]:
    """Return how often each centre occurs."""
    found: dict[Organisation, int] = defaultdict(int)
    for centre in centres:
        found[centre] += 1
    return found
