"""How an organisation answers those who ask: how often, and how soon.

A case is a match in which the other side was interested first. Cases of blind needs do not count:
they would tell that the firm has some.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Float, Select, and_, cast, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from models import INTERESTED, Answer, Match, Need, Party, Technology, now

LEAST = 5
"""With fewer cases nothing is said: one holiday would look like a habit."""
_PATIENCE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Responses:
    """Of ``cases`` so many were ``answered``, half of them within ``median_days``."""

    cases: int
    answered: int
    median_days: float | None

    @property
    def share(self) -> float:
        """Return which share of the cases was answered."""
        return self.answered / self.cases


def of(session: Session, organisations: Collection[int]) -> Mapping[int, Responses]:
    """Return the record of each of ``organisations`` that has :data:`LEAST` cases."""
    cases = union_all(
        _cases(session, organisations, Party.DEMAND), _cases(session, organisations, Party.SUPPLY)
    ).subquery()
    who, days = cases.c.organisation_id, cases.c.days
    ranked = select(
        who,
        days,
        func.row_number().over(partition_by=who, order_by=(days.is_(None), days)).label("place"),
        func.count().over(partition_by=who).label("cases"),
        func.count(days).over(partition_by=who).label("answered"),
    ).subquery()
    # The middle of an odd number of days, the two middles of an even one.
    middle = or_(
        ranked.c.place * 2 == ranked.c.answered + 1,
        ranked.c.place * 2 == ranked.c.answered,
        ranked.c.place * 2 == ranked.c.answered + 2,
    )
    rows = session.execute(
        select(
            ranked.c.organisation_id,
            func.max(ranked.c.cases),
            func.max(ranked.c.answered),
            func.avg(ranked.c.days).filter(middle),
        )
        .where(ranked.c.cases >= LEAST)
        .group_by(ranked.c.organisation_id)
    )
    return {number: Responses(count, answered, median) for number, count, answered, median in rows}


def _cases(session: Session, organisations: Collection[int], party: Party) -> Select[Any, Any]:
    """Select the cases of one side: whose, and after how many days they answered, if at all."""
    own, asked = aliased(Answer), aliased(Answer)
    side: Any = Need if party is Party.DEMAND else Technology
    key = Match.need_id if party is Party.DEMAND else Match.technology_id
    return (
        select(
            side.organisation_id.label("organisation_id"),
            _days(session, own.at, asked.at).label("days"),
        )
        .select_from(Match)
        .join(side, side.id == key)
        .join(
            asked,
            and_(asked.match_id == Match.id, asked.party != party, asked.code == INTERESTED),
        )
        .outerjoin(own, and_(own.match_id == Match.id, own.party == party))
        .where(
            side.organisation_id.in_(organisations),
            or_(own.at >= asked.at, and_(own.id.is_(None), asked.at < now() - _PATIENCE)),
            *([~Need.blind] if party is Party.DEMAND else []),
        )
    )


def _days(session: Session, later: Any, earlier: Any) -> ColumnElement[float]:
    if session.get_bind().dialect.name == "postgresql":
        return cast(func.extract("epoch", later - earlier) / 86400.0, Float)
    return cast(func.julianday(later) - func.julianday(earlier), Float)
