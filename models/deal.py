"""Deals: a match that a centre follows to its end."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, Relationship, mapped_column, relationship

from models.base import Base, now
from models.errors import InvalidTransition
from models.match import Match, Party
from models.need import Need
from models.organisation import Organisation
from models.technology import Technology

if TYPE_CHECKING:
    from models.account import User
    from models.conversation import Message
    from models.deal_document import DealDocument
    from models.deal_event import DealEvent
    from models.deal_party import DealCredit, DealParty
    from models.duty import ClearanceStep, DutyAnswer
    from models.impact import ImpactCheck
    from models.meeting import Meeting
    from models.milestone import Milestone
    from models.payment import Payment


class DealStage(StrEnum):
    """The stages of ``deal_stages.csv``, in their order."""

    PROPOSED = "proposed"
    INTRODUCED = "introduced"
    QUALIFIED = "qualified"
    TRIAL = "trial"
    NEGOTIATION = "negotiation"
    CONTRACTED = "contracted"
    IMPLEMENTING = "implementing"
    COMPLETED = "completed"
    LOST = "lost"
    PAUSED = "paused"

    @property
    def is_open(self) -> bool:
        """Say whether somebody still has something to do."""
        return self not in {DealStage.COMPLETED, DealStage.LOST}


PATH = (
    DealStage.PROPOSED,
    DealStage.INTRODUCED,
    DealStage.QUALIFIED,
    DealStage.TRIAL,
    DealStage.NEGOTIATION,
    DealStage.CONTRACTED,
    DealStage.IMPLEMENTING,
    DealStage.COMPLETED,
)
"""The way of a deal that succeeds; a trial may be skipped."""

REOPENED_WITHIN = timedelta(days=30)
"""How long a deal that was ended by mistake may be opened again."""


class NdaState(StrEnum):
    """How far the parties are with a confidentiality agreement."""

    NONE = "none"
    DRAFTED = "drafted"
    SIGNED = "signed"
    NOT_NEEDED = "not_needed"

    @property
    def is_settled(self) -> bool:
        """Say whether the parties may show one another what they have."""
        return self in {NdaState.SIGNED, NdaState.NOT_NEEDED}


def _of_its_own(order_by: str) -> Relationship[Any]:
    """Relate a deal to rows that belong to it and go with it."""
    return relationship(back_populates="deal", cascade="all, delete-orphan", order_by=order_by)


class Deal(Base):
    """A match that a centre follows; while open it has exactly one next step."""

    __tablename__ = "deal"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    match_id: Mapped[int] = mapped_column(ForeignKey("match.id"), unique=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    technology_id: Mapped[int] = mapped_column(ForeignKey("technology.id"), index=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    officer_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), index=True
    )

    stage: Mapped[DealStage] = mapped_column(default=DealStage.PROPOSED, index=True)
    stage_since: Mapped[datetime] = mapped_column(default=now)
    paused_stage: Mapped[DealStage | None]
    resume_on: Mapped[date | None]

    next_step: Mapped[str] = mapped_column(default="")
    next_step_owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL")
    )
    next_step_due: Mapped[date | None] = mapped_column(index=True)

    nda: Mapped[NdaState] = mapped_column(default=NdaState.NONE)
    nda_on: Mapped[date | None]

    value_expected: Mapped[int | None] = mapped_column(BigInteger)
    expected_currency: Mapped[str] = mapped_column(default="VND")
    currency: Mapped[str] = mapped_column(default="VND")
    value_signed: Mapped[int | None] = mapped_column(BigInteger)
    contract_number: Mapped[str] = mapped_column(default="")
    contract_date: Mapped[date | None]
    transfer_right: Mapped[str] = mapped_column(default="")
    transfer_form: Mapped[str] = mapped_column(default="")
    transfer_method: Mapped[str] = mapped_column(default="")

    registration_duty: Mapped[str] = mapped_column(default="")
    registration_filed_on: Mapped[date | None]
    certificate_number: Mapped[str] = mapped_column(default="")
    certificate_date: Mapped[date | None]
    state_funding: Mapped[str] = mapped_column(default="")
    task_code: Mapped[str] = mapped_column(default="")

    loss_reason: Mapped[str] = mapped_column(default="")
    loss_party: Mapped[Party | None]
    loss_note: Mapped[str] = mapped_column(default="")
    loss_remedy: Mapped[str] = mapped_column(default="")

    opened_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    match: Mapped[Match] = relationship(back_populates="deal")
    need: Mapped[Need] = relationship()
    technology: Mapped[Technology] = relationship()
    centre: Mapped[Organisation] = relationship()
    officer: Mapped[User | None] = relationship(foreign_keys=officer_id)
    next_step_owner: Mapped[User | None] = relationship(foreign_keys=next_step_owner_id)
    timeline: Mapped[list[DealEvent]] = _of_its_own("DealEvent.id")
    documents: Mapped[list[DealDocument]] = _of_its_own("DealDocument.id")
    parties: Mapped[list[DealParty]] = _of_its_own("DealParty.id")
    credits: Mapped[list[DealCredit]] = _of_its_own("DealCredit.id")
    milestones: Mapped[list[Milestone]] = _of_its_own("(Milestone.reached_on, Milestone.id)")
    meetings: Mapped[list[Meeting]] = _of_its_own("Meeting.starts_at")
    messages: Mapped[list[Message]] = _of_its_own("Message.id")
    duty_answers: Mapped[list[DutyAnswer]] = _of_its_own("DutyAnswer.id")
    clearance: Mapped[list[ClearanceStep]] = _of_its_own("ClearanceStep.id")
    payments: Mapped[list[Payment]] = _of_its_own("(Payment.due, Payment.id)")
    impact_checks: Mapped[list[ImpactCheck]] = _of_its_own("ImpactCheck.months")

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012

    @property
    def value(self) -> tuple[int | None, str]:
        """Return what was signed, else what is expected, and the currency of it."""
        if self.value_signed is not None:
            return self.value_signed, self.currency
        return self.value_expected, self.expected_currency

    def next_stages(self) -> tuple[DealStage, ...]:
        """Return the stages that may be entered now: onward, back, paused or lost."""
        if not self.stage.is_open:
            return ()
        if self.stage is DealStage.PAUSED:
            return (self.paused_stage or DealStage.PROPOSED, DealStage.LOST)
        here = PATH.index(self.stage)
        skip = PATH[here + 2 : here + 3] if PATH[here + 1] is DealStage.TRIAL else ()
        return (PATH[here + 1], *skip, *PATH[:here], DealStage.PAUSED, DealStage.LOST)

    def goes_back(self, stage: DealStage) -> bool:
        """Say whether entering ``stage`` would be a step back on the way."""
        return stage in PATH and self.stage in PATH and PATH.index(stage) < PATH.index(self.stage)

    def enter(self, stage: DealStage, at: datetime | None = None) -> None:
        """Enter ``stage``; raises :class:`InvalidTransition` where the present one forbids it."""
        if stage not in self.next_stages():
            raise InvalidTransition(self.code, self.stage, stage)
        moment = at or now()
        self.paused_stage = self.stage if stage is DealStage.PAUSED else None
        self.stage, self.stage_since = stage, moment
        if not stage.is_open:
            self.closed_at = moment
            self.next_step, self.next_step_owner, self.next_step_due = "", None, None

    def may_reopen(self, at: datetime | None = None) -> bool:
        """Say whether a lost deal may still be taken up again."""
        if self.stage is not DealStage.LOST or self.closed_at is None:
            return False
        return (at or now()) - self.closed_at <= REOPENED_WITHIN

    def reopen(self, stage: DealStage, at: datetime | None = None) -> None:
        """Take a lost deal up at ``stage``; the reason it was lost for no longer counts.

        Raises :class:`InvalidTransition` where it is not lost, or has been for too long.
        """
        moment = at or now()
        if not self.may_reopen(moment) or stage not in PATH[:-1]:
            raise InvalidTransition(self.code, self.stage, stage)
        self.stage, self.stage_since, self.closed_at = stage, moment, None
        self.loss_reason = self.loss_note = self.loss_remedy = ""
        self.loss_party = None
