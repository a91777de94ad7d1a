"""What surrounds the contract of a made-up deal: its duties, money, milestones and outcome."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from matchmaker.services.deals import instalments, payments, stages
from matchmaker.services.deals.impact_questions import MONTHS, PATIENCE
from matchmaker.services.deals.values import DONG
from matchmaker.services.duties.contents import CLAUSES, PRESENT
from matchmaker.services.duties.registration import QUESTIONS, RULES
from matchmaker.services.seed.stories import Story, registration_rule, round_amount, worth
from models import (
    VIETNAM,
    ClearanceStep,
    Deal,
    DealEventKind,
    DealStage,
    DutyAnswer,
    ImpactCheck,
    Milestone,
    Payment,
    PaymentKind,
    VocabularyEntry,
)

SHARES = ((50, 50), (30, 50, 20), (40, 40, 20), (100,))
"""How a price is paid: per cent at the signature, and every two months after it."""

MILESTONES: Sequence[tuple[str, DealStage, float]] = (
    ("site_visit", DealStage.QUALIFIED, 0.7),
    ("sample_test", DealStage.QUALIFIED, 0.3),
    ("trial_minutes", DealStage.TRIAL, 0.8),
    ("mou", DealStage.NEGOTIATION, 0.2),
    ("valuation", DealStage.NEGOTIATION, 0.2),
    ("contract_draft", DealStage.NEGOTIATION, 0.7),
    ("contract_signed", DealStage.CONTRACTED, 1.0),
    ("docs_handed", DealStage.IMPLEMENTING, 0.8),
    ("training_done", DealStage.IMPLEMENTING, 0.7),
)
_GONE_BY = {"acceptance": DealStage.COMPLETED, "liquidation": DealStage.COMPLETED}
_FIRST = {"nda": DealEventKind.NDA, "first_payment": DealEventKind.PAYMENT}
"""Milestones that the first row of a kind in the timeline proves."""
Rules = Mapping[str, Sequence[VocabularyEntry]]


def keep(story: Story, rules: Rules) -> None:
    """Write down what a deal that came so far has of each."""
    _fund(story)
    if story.deal.contract_date is not None and story.reached(DealStage.CONTRACTED):
        _register(story, rules)
        _pay(story)
    _reach(story)
    _ask(story, rules)


def _fund(story: Story) -> None:
    """Clear the rights to a result of the State before its contract, or wait for it."""
    deal = story.deal
    deal.state_funding = deal.technology.state_funding
    span = story.span(DealStage.NEGOTIATION)
    if deal.state_funding in {"", "none"} or span is None:
        return
    deal.task_code = f"ĐTĐL.CN-{story.chance.randint(10, 89)}/{story.chance.randint(17, 24)}"
    asked = span[0].date()
    step = ClearanceStep(
        status="requested",
        authority=story.phrases.say("authority"),
        requested_on=asked,
        reference=f"{story.chance.randint(20, 900)}/CV-{asked.year}",
        by=story.officer,
        at=span[0],
    )
    if story.reached(DealStage.CONTRACTED):
        step.status = story.chance.choice(("granted_use", "granted_ownership", "co_owned"))
        step.decided_on = span[1].date()
        told = {"clearance": step.status, "authority": step.authority, "on": step.decided_on}
        story.tell(span[1], DealEventKind.CLEARANCE, text=stages.written(told))
    elif deal.stage is DealStage.LOST and deal.loss_reason == "state_asset":
        step.status, step.decided_on = "refused", span[1].date()
    deal.clearance.append(step)
    told = {"clearance": "requested", "authority": step.authority, "on": asked}
    story.tell(span[0], DealEventKind.CLEARANCE, text=stages.written(told))


def _register(story: Story, rules: Rules) -> None:
    """Tick the contents of the contract, and say whether it has to be registered."""
    deal, chance = story.deal, story.chance
    signed = story.entered(DealStage.CONTRACTED) or story.now
    decided = registration_rule(deal)
    must = decided == "domestic_state"
    deal.registration_duty = "must" if must else "voluntary"
    chosen = {
        decided: deal.registration_duty,
        "direction": "direction.domestic",
        "money": "money.state" if must else "money.none",
        "permit": "permit.no",
    }
    for rule in (*rules[QUESTIONS], *rules[RULES]):
        if answer := chosen.get(rule.code):
            _answer_duty(story, rule, answer, signed)
    for rule in rules[CLAUSES]:
        if chance.random() < 0.97:  # noqa: PLR2004 - a few are missing
            _answer_duty(story, rule, PRESENT, signed)
    filed = signed + timedelta(days=chance.randint(10, 100))
    if must and filed < story.until and chance.random() < 0.85:  # noqa: PLR2004 - most of them
        deal.registration_filed_on = filed.date()
        _tick(story, "registration_filed", filed)
        given = filed + timedelta(days=chance.randint(5, 12))
        if given < story.until:
            deal.certificate_number = f"{chance.randint(10, 999)}/GCN-CGCN"
            deal.certificate_date = given.date()
            _tick(story, "registration_certificate", given)


def _answer_duty(story: Story, rule: VocabularyEntry, answer: str, at: datetime) -> None:
    story.deal.duty_answers.append(DutyAnswer(rule=rule, answer=answer, by=story.officer, at=at))


def _pay(story: Story) -> None:
    """Plan the instalments, and let most of them come in, a part of them late."""
    deal, chance = story.deal, story.chance
    due = signed = story.entered(DealStage.CONTRACTED) or story.now
    value = deal.value_signed or 0
    shares = chance.choice(SHARES)
    amounts = [_part(deal, share) for share in shares[:-1]]
    for amount in [*amounts, value - sum(amounts)]:
        due += timedelta(days=10)
        payment = Payment(
            kind=PaymentKind.INSTALMENT,
            currency=deal.currency,
            due=due.date(),
            amount=amount,
            by=story.officer,
            at=signed,
        )
        late = chance.choice((0, 0, 0, 2, 5, 12, 40))
        _receive(story, payment, due + timedelta(days=late))
        if amount > 0:  # of a small price, rounding may leave nothing for the last part
            deal.payments.append(payment)
        due += timedelta(days=50)
    if worth(deal) > 30_000_000 and chance.random() < 0.3:  # noqa: PLR2004 - worth a royalty
        _plan_royalties(story, signed, due)


def _part(deal: Deal, share: int) -> int:
    """Return about ``share`` per cent of what was signed, as people agree on it."""
    amount = (deal.value_signed or 0) * share / 100
    return round_amount(amount) if deal.currency == DONG else round(amount / 100) * 100


def _receive(story: Story, payment: Payment, at: datetime) -> None:
    owes = story.deal.stage is DealStage.LOST or story.chance.random() < 0.08  # noqa: PLR2004
    if at >= story.now or owes or not payment.amount:
        return
    payment.paid_on, payment.paid_amount = at.date(), payment.amount
    told = {
        "payment": f"paid {payment.kind.value}",
        "payment_due": payment.due,
        "payment_amount": f"{payment.amount} {payment.currency}",
        "payment_on": payment.paid_on,
    }
    story.tell(at, DealEventKind.PAYMENT, text=stages.written(told))


def _plan_royalties(story: Story, signed: datetime, since: datetime) -> None:
    rate = story.chance.choice((100, 150, 200, 300))
    for half in range(2):
        first = since + timedelta(days=182 * half)
        last = first + timedelta(days=181)
        payment = Payment(
            kind=PaymentKind.ROYALTY,
            currency=DONG,
            due=(last + timedelta(days=30)).date(),
            rate=rate,
            period_from=first.date(),
            period_to=last.date(),
            by=story.officer,
            at=signed,
        )
        if last < story.now:
            payment.revenue = round_amount(story.chance.uniform(200e6, 900e6))
            payment.amount = payments.royalty(payment.revenue, rate)
            _receive(story, payment, last + timedelta(days=35))
        story.deal.payments.append(payment)


def _reach(story: Story) -> None:
    """Tick the milestones that a deal passed."""
    for code, kind in _FIRST.items():
        if moments := story.moments(kind):
            _tick(story, code, min(moments))
    for code, stage, often in MILESTONES:
        if (span := story.span(stage)) is not None and story.chance.random() < often:
            exact = code == "contract_signed"
            _tick(story, code, span[0] if exact else story.between(*span))
    for code, stage in _GONE_BY.items():
        if (at := story.entered(stage)) is not None:
            _tick(story, code, at)


def _tick(story: Story, code: str, at: datetime) -> None:
    day = at.astimezone(VIETNAM).date()
    story.deal.milestones.append(Milestone(code=code, reached_on=day, by=story.officer, at=at))
    told = stages.written({"milestone": code, "reached_on": day})
    story.tell(at, DealEventKind.MILESTONE, text=told)


def _ask(story: Story, rules: Rules) -> None:
    """Ask what a finished transfer has brought; most answer, most answers are confirmed."""
    deal = story.deal
    if deal.stage is not DealStage.COMPLETED or deal.closed_at is None:
        return
    ended = deal.closed_at.astimezone(VIETNAM).date()
    for rule in rules[MONTHS]:
        months = int(rule.code)
        check = ImpactCheck(months=months, due=instalments.after(ended, months))
        asked = datetime.combine(check.due, time(9), VIETNAM)
        if asked < story.now:
            check.ask(f"{story.chance.getrandbits(96):024x}", asked)
            _answer(story, check, asked + timedelta(days=story.chance.randint(1, 20)))
        deal.impact_checks.append(check)


def _remind(story: Story, check: ImpactCheck) -> None:
    """Remind whoever stayed silent once, then tell the officer."""
    asked = check.asked_at or story.now
    reminded, told = asked + PATIENCE, asked + 2 * PATIENCE
    check.reminded_at = reminded if reminded < story.now else None
    check.told_at = told if told < story.now else None


def _answer(story: Story, check: ImpactCheck, at: datetime) -> None:
    chance, value = story.chance, worth(story.deal) or 20_000_000
    if at >= story.now or chance.random() < 0.15:  # noqa: PLR2004 - some stay silent
        _remind(story, check)
        return
    check.answered_at, check.answered_by = at, story.firm.name
    check.revenue = round_amount(value * chance.uniform(1.5, 8))
    check.cost_saved = round_amount(value * chance.uniform(0.2, 1.2))
    check.jobs, check.households = chance.randint(0, 6), chance.choice((0, 0, 5, 12, 30, 80))
    check.environment = story.say("impact.environment") if chance.random() < 0.6 else ""  # noqa: PLR2004
    check.sentence = story.say("impact.sentence")
    check.publishable = chance.random() < 0.7  # noqa: PLR2004 - most of them
    story.tell(at, DealEventKind.IMPACT, story.firm, text=f"impact: answered {check.months}")
    if chance.random() < 0.8 and (sure := at + timedelta(days=4)) < story.now:  # noqa: PLR2004
        check.confirmed_at, check.confirmed_by = sure, story.officer
        _tick(story, f"impact_{check.months}m", sure)
