"""The declarative base: named constraints, UTC times, clean text, enumerations stored as text."""

import enum
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from models.text import clean

VIETNAM = timezone(timedelta(hours=7))


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def local_today() -> date:
    """Return the day it is in Viet Nam."""
    return datetime.now(VIETNAM).date()


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: stored in UTC, always read back with its time zone (SQLite keeps none)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn ``value`` into UTC; a moment without a zone is taken to be UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Read the moment back in UTC."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class CleanText(TypeDecorator[str]):
    """Text stored composed (NFC), without control, zero-width and direction characters."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Clean ``value`` on its way into the database."""
        return None if value is None else clean(value)


SortKey = sa.String().with_variant(sa.String(collation="C"), "postgresql")
"""A string compared byte by byte on every database."""


class Base(DeclarativeBase):
    """Declarative base of every table."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: CleanText,
        datetime: UtcDateTime,
        enum.Enum: sa.Enum(
            enum.Enum,
            native_enum=False,
            length=32,
            values_callable=lambda members: [member.value for member in members],
        ),
        list[str]: sa.JSON,
        dict[str, Any]: sa.JSON,
        list[dict[str, Any]]: sa.JSON,
    }
