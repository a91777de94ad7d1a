"""One made-up deal: its stages with their evidence, its next step, its end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from matchmaker.services import identity
from matchmaker.services.deals import stages
from matchmaker.services.deals.values import DONG
from matchmaker.services.seed.courses import Step, at_work
from matchmaker.services.seed.phrases import Phrases
from models import (
    PATH,
    VIETNAM,
    Deal,
    DealDocument,
    DealEvent,
    DealEventKind,
    DealStage,
    Operator,
    Party,
    User,
)

SIDE_OF_LOSS: Mapping[str, Party] = {
    "no_reply_supply": Party.SUPPLY,
    "too_early": Party.SUPPLY,
    "ip": Party.SUPPLY,
    "state_asset": Party.SUPPLY,
    "confidentiality": Party.SUPPLY,
    "info": Party.SUPPLY,
    "key_person": Party.SUPPLY,
}
"""Who usually stands behind a reason; the side that needs stands behind all others."""

LOSSES: Mapping[DealStage, tuple[str, ...]] = {
    DealStage.PROPOSED: ("wrong_match", "need_gone", "no_reply_demand", "no_reply_supply", "info"),
    DealStage.INTRODUCED: (
        "no_reply_demand", "no_reply_supply", "price", "no_advantage", "wrong_match", "info",
        "competitor", "confidentiality", "duplicate",
    ),
    DealStage.QUALIFIED: (
        "spec_mismatch", "scale", "too_early", "budget", "decision_maker", "capacity",
        "solved_inhouse", "import", "confidentiality",
    ),
    DealStage.TRIAL: ("trial_failed", "no_advantage", "spec_mismatch", "payback", "key_person"),
    DealStage.NEGOTIATION: ("price", "terms", "financing", "budget", "state_asset", "ip", "import"),
    DealStage.CONTRACTED: ("financing", "need_gone"),
    DealStage.IMPLEMENTING: ("capacity", "key_person"),
}  # fmt: skip
GROUPS = {
    "technology": ("too_early", "no_advantage", "spec_mismatch", "scale", "trial_failed"),
    "commercial": ("price", "budget", "payback", "competitor", "import", "financing"),
    "legal": ("ip", "state_asset", "terms"),
    "people": ("no_reply_supply", "no_reply_demand", "decision_maker", "capacity", "key_person"),
    "information": ("info", "confidentiality"),
    "matching": ("wrong_match", "duplicate", "need_gone", "solved_inhouse"),
}


@dataclass(slots=True)
class Story:
    """A deal with what its people say; events are written down at the end, in their order."""

    deal: Deal
    steps: list[Step]
    officer: User
    supplier: User
    firm: User
    chance: Random
    phrases: Phrases
    now: datetime
    events: list[tuple[datetime, dict[str, Any], DealDocument | None]] = field(default_factory=list)

    def entered(self, stage: DealStage) -> datetime | None:
        """Return when the deal entered ``stage`` last."""
        return next((each.at for each in reversed(self.steps) if each.stage is stage), None)

    def span(self, stage: DealStage) -> tuple[datetime, datetime] | None:
        """Return from when to when the deal was in ``stage`` last."""
        ends = [*(each.at for each in self.steps[1:]), self.now]
        spans = zip(self.steps, ends, strict=True)
        return next(
            ((step.at, end) for step, end in reversed(list(spans)) if step.stage is stage), None
        )

    def reached(self, stage: DealStage) -> bool:
        """Say whether the deal ever came to ``stage``."""
        return self.entered(stage) is not None

    @property
    def until(self) -> datetime:
        """Until when anything is done about the deal: its end where it was lost, else now."""
        lost = self.deal.stage is DealStage.LOST
        return (self.deal.closed_at if lost else None) or self.now

    def moments(self, kind: DealEventKind) -> list[datetime]:
        """Return when rows of ``kind`` were told so far."""
        return [at for at, what, _document in self.events if what["kind"] is kind]

    def between(self, first: datetime, last: datetime) -> datetime:
        """Return a moment between two others, by day if there is one."""
        moment = first + (last - first) * self.chance.uniform(0.05, 0.95)
        day = moment.astimezone(VIETNAM).replace(hour=self.chance.randint(8, 20))
        return day if first < day < last else moment

    def at_work(self, first: datetime, last: datetime) -> datetime:
        """Return a moment between two others, of a working day if there is one."""
        moment = self.between(first, last)
        at = at_work(self.chance, moment)
        return at if first < at < last else moment

    def say(self, occasion: str, at: datetime | None = None) -> str:
        """Return a sentence for ``occasion``, with what is known of the deal."""
        return self.phrases.say(occasion, self.known(at or self.now))

    def tell(self, at: datetime, kind: DealEventKind, by: User | None = None, **what: Any) -> None:
        """Remember a row of the timeline."""
        document = what.pop("document", None)
        if at <= self.now:
            self.events.append((at, {"kind": kind, "by": by or self.officer, **what}, document))

    def known(self, at: datetime) -> dict[str, str]:
        """Return what sentences may be filled with; nothing that names a blind firm."""
        deal, need, chance = self.deal, self.deal.need, self.chance
        hard = [each for each in need.requirements if each.hard and each.indicator]
        found = {
            "technology": deal.technology.title_vi,
            "product": need.product or need.raw_material,
            "capacity": f"{need.capacity_value} {need.capacity_unit}"
            if need.capacity_value
            else "",
            "indicator": _indicator(hard[0]) if hard else "",
            "amount": _amount(worth(deal)),
            "few": str(chance.randint(2, 4)),
            "some": str(chance.randint(5, 15)),
            "weeks": str(chance.randint(2, 6)),
            "percent": str(chance.randint(12, 40)),
            "day": f"{at + timedelta(days=chance.randint(7, 20)):%d/%m}",
        }
        blind = need.blind
        return {
            name: words
            for name, words in found.items()
            if words and not (blind and identity.masked(words, need) != words)
        }

    def write_events(self) -> None:
        """Write the timeline: in the order of days, as the numbers of its rows have to be."""
        for at, what, document in sorted(self.events, key=lambda each: each[0]):
            if document is not None:
                what["text"] = stages.written({"document": document.id, "act": what["text"]})
            self.deal.timeline.append(DealEvent(at=at, **what))


def _indicator(requirement: Any) -> str:
    if requirement.operator is Operator.EQUALS and not requirement.value:
        return str(requirement.indicator)
    return stages.requirement_text(requirement)


def _amount(value: int | None) -> str:
    """Write an amount as people say it: "25 triệu đồng"."""
    if not value:
        return ""
    billions = value >= 10**9
    number = value / (10**9 if billions else 10**6)
    written = f"{number:.1f}".removesuffix(".0").replace(".", ",")
    return f"{written} {'tỷ' if billions else 'triệu'} đồng"


def walk(story: Story) -> None:
    """Lead the deal along its steps, with the evidence that each move asks for."""
    deal = story.deal
    story.tell(story.steps[0].at, DealEventKind.OPENED, stage_to=DealStage.PROPOSED)
    for step in story.steps[1:]:
        left = deal.stage
        text = stages.written(_evidence(story, left, step))
        deal.enter(step.stage, at=step.at)
        story.tell(step.at, DealEventKind.STAGE, stage_from=left, stage_to=step.stage, text=text)
    _plan(story)


def _evidence(story: Story, left: DealStage, step: Step) -> dict[str, Any]:
    """Return what was written down on leaving a stage."""
    deal, say = story.deal, story.say
    if step.stage is DealStage.LOST:
        return _loss(story, left)
    if step.stage is DealStage.PAUSED:
        deal.resume_on = (story.now + timedelta(days=story.chance.randint(-10, 60))).date()
        return {"resume_on": deal.resume_on, "reason": say("reason.paused")}
    if deal.goes_back(step.stage):
        return {"reason": say("reason.back")}
    evidence = _EXITS[left](story, step.at.date())
    skipped = left is DealStage.QUALIFIED and PATH.index(step.stage) > PATH.index(DealStage.TRIAL)
    return {**evidence, **({"trial_skipped": say("trial_skipped")} if skipped else {})}


def _loss(story: Story, left: DealStage) -> dict[str, Any]:
    deal, chance = story.deal, story.chance
    reason = chance.choice(LOSSES[left])
    deal.loss_reason = reason
    deal.loss_party = SIDE_OF_LOSS.get(reason, Party.DEMAND)
    if reason in {"price", "terms"} and chance.random() < 0.4:  # noqa: PLR2004 - a good part
        deal.loss_party = Party.SUPPLY
    deal.loss_note = story.say(f"loss.{reason}")
    group = next(group for group, reasons in GROUPS.items() if reason in reasons)
    deal.loss_remedy = story.say(f"remedy.{group}")
    return {
        "loss_reason": reason,
        "loss_party": deal.loss_party.value,
        "loss_note": deal.loss_note,
        "loss_remedy": deal.loss_remedy,
    }


def _signed(story: Story, day: date) -> dict[str, Any]:
    deal = story.deal
    deal.contract_date = day
    share = story.chance.uniform(0.8, 1.05)
    deal.value_signed = round_amount((deal.value_expected or 0) * share)
    if deal.need.organisation.org_type == "fdi":
        deal.currency, deal.value_signed = "USD", _dollars(deal.value_signed)
    deal.contract_number = f"{story.chance.randint(3, 160):02d}/{day.year}/HĐ-CGCN"
    technology = deal.technology
    deal.transfer_right, deal.transfer_form = technology.transfer_right, technology.transfer_form
    deal.transfer_method = "|".join(technology.transfer_methods)
    told = {
        "contract_number": deal.contract_number,
        "contract_date": day,
        "value_signed": deal.value_signed,
        "currency": deal.currency,
        "transfer_right": deal.transfer_right,
        "transfer_form": deal.transfer_form,
        "transfer_method": list(technology.transfer_methods),
        "terms": story.say("terms"),
    }
    return {name: value for name, value in told.items() if value}


def registration_rule(deal: Deal) -> str:
    """Return the rule that decides about registering a contract within the country."""
    return "domestic_state" if deal.technology.state_funding in {"part", "full"} else "other"


def worth(deal: Deal) -> int:
    """Return about what a deal is worth in đồng: what was signed in them, else expected."""
    signed = deal.value_signed if deal.currency == DONG else None
    return signed or deal.value_expected or 0


def _dollars(dong: int) -> int:
    """Return a round sum of dollars, in cents, of about the size of an amount of đồng."""
    return max(100, round(dong / _DONG_A_DOLLAR / 100) * 100) * 100


def round_amount(value: float) -> int:
    """Round an amount as people agree on one: to half a million, large ones to ten."""
    unit = 10_000_000 if value > 10**9 else 500_000
    return max(unit, round(value / unit) * unit)


_DONG_A_DOLLAR = 26_000
"""For made-up sums alone; nothing else of the application converts."""

_EXITS: Mapping[DealStage, Any] = {
    DealStage.PROPOSED: lambda story, _day: {"fit": story.say("fit")},
    DealStage.INTRODUCED: lambda _story, _day: {"supply_answer": "good", "demand_answer": "good"},
    DealStage.QUALIFIED: lambda story, _day: {
        "check_kind": story.chance.choice(("visit", "call", "test")),
        "requirements": list(map(stages.requirement_text, stages.hard_requirements(story.deal))),
        "check_note": story.say("check_note"),
    },
    DealStage.TRIAL: lambda story, _day: {"trial_minutes": story.say("trial_minutes")},
    DealStage.NEGOTIATION: _signed,
    DealStage.CONTRACTED: lambda story, _day: {"registration": registration_rule(story.deal)},
    DealStage.IMPLEMENTING: lambda story, day: {
        "acceptance_minutes": story.say("acceptance_minutes"),
        "acceptance_date": day,
    },
}


def _plan(story: Story) -> None:
    """Set the one next step of an open deal; a part of them is overdue."""
    deal, chance = story.deal, story.chance
    if not deal.stage.is_open:
        return
    deal.next_step = story.say(f"next.{deal.stage.value}")
    deal.next_step_owner = story.officer
    days = chance.choice((-9, -4, -2, -1, 0, 0, 1, 2, 3, 4, 5, 6, 8, 11, 15, 21))
    deal.next_step_due = (story.now + timedelta(days=days)).date()
