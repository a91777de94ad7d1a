"""Controlled vocabularies: dated rows, never ``if`` statements."""

from datetime import date
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class VocabularyEntry(Base):
    """One code of one vocabulary, in both languages, with the days between which it holds.

    ``attributes`` keeps the columns only that vocabulary has (a stage's days, a reason's group).
    """

    __tablename__ = "vocabulary_entry"
    __table_args__ = (UniqueConstraint("vocabulary", "code", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vocabulary: Mapped[str] = mapped_column(index=True)
    code: Mapped[str]
    position: Mapped[int]
    name_vi: Mapped[str]
    name_en: Mapped[str]
    parent: Mapped[str | None]
    attributes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    def name(self, language: str) -> str:
        """Return the name in ``language``, Vietnamese where there is no other."""
        return (self.name_en if language == "en" else "") or self.name_vi


class CodeCounter(Base):
    """The last number given to a public code of one prefix in one year."""

    __tablename__ = "code_counter"

    prefix: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
