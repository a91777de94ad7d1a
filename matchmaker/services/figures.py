"""Where supply, need and results are: counts by province and by field, straight from the tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from matchmaker.services.deals.credits import WHOLE
from matchmaker.services.deals.values import DONG
from models import (
    INTERESTED,
    Answer,
    Deal,
    DealCredit,
    DealStage,
    Match,
    Organisation,
    Posting,
    PostingState,
)

MEASURES = ("technologies", "needs", "interested", "open", "completed", "lost", "value")
_ENDED = (DealStage.COMPLETED, DealStage.LOST)


@dataclass(slots=True)
class Row:
    """The figures of one province or field; ``value`` is the signed value in VND."""

    code: str
    figures: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MEASURES, 0))

    def __getitem__(self, measure: str) -> int:
        return self.figures[measure]


def total(rows: Sequence[Row]) -> dict[str, int]:
    """Add the rows up."""
    return {measure: sum(row[measure] for row in rows) for measure in MEASURES}


def by_province(session: Session, since: datetime | None = None) -> list[Row]:
    """Count by the province of the posting, and of the centre for deals, since a day."""
    return _gather(session, since, Posting.province, Organisation.province)


def by_field(session: Session, since: datetime | None = None) -> list[Row]:
    """Count by the field of the posting, and of the need for deals, since a day."""
    return _gather(session, since, Posting.vn_field, Posting.vn_field)


def _gather(
    session: Session,
    since: datetime | None,
    posting_key: ColumnElement[str] | Any,
    deal_key: ColumnElement[str] | Any,
) -> list[Row]:
    rows: dict[str, Row] = {}
    for measure, query in _queries(since, posting_key, deal_key).items():
        for code, count in session.execute(query):
            rows.setdefault(code, Row(code)).figures[measure] = int(count or 0)
    return sorted((row for code, row in rows.items() if code), key=lambda row: row.code)


def _queries(since: datetime | None, posting_key: Any, deal_key: Any) -> dict[str, Select[Any]]:
    return {
        "technologies": _postings("technology", posting_key, since),
        "needs": _postings("need", posting_key, since),
        "interested": _interested(posting_key, since),
        "open": _deals(deal_key, Deal.opened_at, since).where(Deal.stage.not_in(_ENDED)),
        "completed": _deals(deal_key, Deal.closed_at, since).where(
            Deal.stage == DealStage.COMPLETED
        ),
        "lost": _deals(deal_key, Deal.closed_at, since).where(Deal.stage == DealStage.LOST),
        "value": _value(deal_key, since),
    }


def _since(query: Select[Any], column: Any, since: datetime | None) -> Select[Any]:
    return query if since is None else query.where(column >= since)


def _postings(side: str, key: Any, since: datetime | None) -> Select[Any]:
    query = (
        select(key, func.count(Posting.id))
        .where(Posting.side == side, Posting.state == PostingState.PUBLISHED)
        .group_by(key)
    )
    return _since(query, Posting.published_at, since)


def _interested(key: Any, since: datetime | None) -> Select[Any]:
    query = (
        select(key, func.count(func.distinct(Match.id)))
        .select_from(Match)
        .join(Answer, (Answer.match_id == Match.id) & (Answer.code == INTERESTED))
        .join(Posting, Posting.id == Match.need_id)
        .group_by(key)
    )
    return _since(query, Answer.at, since)


def _deals(key: Any, column: Any, since: datetime | None) -> Select[Any]:
    query = (
        select(key, func.count(Deal.id))
        .select_from(Deal)
        .join(Posting, Posting.id == Deal.need_id)
        .join(Organisation, Organisation.id == Deal.centre_id)
        .group_by(key)
    )
    return _since(query, column, since)


def _value(key: Any, since: datetime | None) -> Select[Any]:
    """Add up what was signed in đồng, each centre's by its share in the deal."""
    credit = aliased(DealCredit)
    percent = func.coalesce(credit.percent, WHOLE)
    query = (
        select(key, func.coalesce(func.sum(Deal.value_signed * percent // WHOLE), 0))
        .select_from(Deal)
        .join(Posting, Posting.id == Deal.need_id)
        .outerjoin(credit, credit.deal_id == Deal.id)
        .join(Organisation, Organisation.id == func.coalesce(credit.centre_id, Deal.centre_id))
        .where(Deal.currency == DONG)
        .group_by(key)
    )
    return _since(query, Deal.opened_at, since)
