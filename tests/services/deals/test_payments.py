"""What is paid for a deal: planned, late, paid, taken back."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaker.services.actors import actor_of
from matchmaker.services.deals import instalments, payment_totals, payments
from matchmaker.services.deals.payments import Terms
from matchmaker.services.errors import (
    Incomplete,
    InvalidTransition,
    NamesFirm,
    StaleEdit,
    UnknownCode,
)
from models import (
    AuditEntry,
    Deal,
    DealCredit,
    DealStage,
    Payment,
    PaymentKind,
    PaymentState,
    local_today,
)


@pytest.fixture
def deal(factories, officer):
    return factories.Deal(
        centre=officer.memberships[0].organisation,
        officer=officer,
        stage=DealStage.CONTRACTED,
        value_signed=850_000_000,
    )


def instalment(days=30, amount=100_000_000, **more):
    return Terms(
        PaymentKind.INSTALMENT, local_today() + timedelta(days=days), amount=amount, **more
    )


def royalty(**changes):
    values = {
        "due": local_today() + timedelta(days=30),
        "rate": 250,
        "period_from": date(2026, 1, 1),
        "period_to": date(2026, 12, 31),
    }
    return Terms(PaymentKind.ROYALTY, **{**values, **changes})


def test_a_small_contract_is_planned_in_one_step(session, actor, deal):
    planned = payments.split(session, actor, deal, 3, date(2027, 1, 31))

    assert [each.due for each in planned] == [
        date(2027, 1, 31),
        date(2027, 2, 28),
        date(2027, 3, 31),
    ]
    assert [each.amount for each in planned] == [283_333_334, 283_333_333, 283_333_333]
    assert payments.gap(deal) == 0


def test_a_plan_that_is_there_is_not_split_again(session, actor, deal):
    payments.add(session, actor, deal, instalment())

    with pytest.raises(InvalidTransition):
        payments.split(session, actor, deal, 3, local_today())


@pytest.mark.parametrize(
    ("split", "field"),
    [
        ((0, local_today()), "count"),
        ((99, local_today()), "count"),
        ((2, None), "first"),
        ((2, date(9999, 12, 1)), "first"),
    ],
)
def test_a_split_that_makes_no_sense_is_refused_by_name(session, actor, deal, split, field):
    with pytest.raises(Incomplete) as refusal:
        payments.split(session, actor, deal, *split)

    assert refusal.value.fields == (field,)


@given(
    st.integers(1, 10**14), st.integers(1, instalments.MOST), st.dates(max_value=date(2100, 12, 31))
)
def test_even_parts_add_up_and_differ_by_one_unit_at_most(amount, count, first):
    parts = instalments.even(amount, count, first)
    amounts = [part for _day, part in parts]

    assert sum(amounts) == amount
    assert max(amounts) - min(amounts) <= 1
    assert [day for day, _part in parts] == sorted(day for day, _part in parts)


def test_instalments_that_miss_the_signed_value_are_noticed(session, actor, deal):
    payments.add(session, actor, deal, instalment(amount=800_000_000))
    assert payments.gap(deal) == -50_000_000

    payments.add(session, actor, deal, instalment(amount=100_000_000))
    payments.add(session, actor, deal, royalty())
    assert payments.gap(deal) == 50_000_000


def test_a_royalty_waits_for_the_revenue_it_is_a_share_of(session, actor, deal):
    payment = payments.add(session, actor, deal, royalty())
    assert payment.amount is None
    with pytest.raises(Incomplete) as refusal:
        payments.pay(session, actor, payment, local_today(), None, version=payment.version)
    assert refusal.value.fields == ("paid_amount",)

    payments.change(
        session, actor, payment, royalty(revenue=1_200_000_000), version=payment.version
    )

    assert payment.amount == 30_000_000


@pytest.mark.parametrize(
    ("terms", "fields"),
    [
        (instalment(amount=None), ("amount",)),
        (instalment(amount=0), ("amount",)),
        (instalment(amount=10**15), ("amount",)),
        (Terms(PaymentKind.INSTALMENT, None, amount=5), ("due",)),
        (Terms(PaymentKind.INSTALMENT, date(1026, 1, 1), amount=5), ("due",)),
        (royalty(rate=None), ("rate",)),
        (royalty(rate=10_001), ("rate",)),
        (royalty(period_to=date(2025, 1, 1)), ("period_to",)),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(session, actor, deal, terms, fields):
    with pytest.raises(Incomplete) as refusal:
        payments.add(session, actor, deal, terms)

    assert refusal.value.fields == fields
    assert deal.payments == []


def test_a_currency_nobody_uses_is_refused(session, actor, deal):
    with pytest.raises(UnknownCode):
        payments.add(session, actor, deal, instalment(currency="XXX"))


def test_a_note_never_names_a_blind_firm(session, actor, deal):
    deal.need.blind = True

    terms = instalment(note=f"{deal.need.organisation.name_vi} trả")

    with pytest.raises(NamesFirm):
        payments.add(session, actor, deal, terms)


def test_a_payment_is_due_then_late_then_paid_and_may_be_taken_back(session, actor, deal):
    payment = payments.add(session, actor, deal, instalment(days=0))
    assert payment.state(local_today()) is PaymentState.DUE
    assert payment.state(local_today() + timedelta(days=1)) is PaymentState.LATE

    payments.pay(session, actor, payment, local_today(), None, version=payment.version)
    assert payment.state(local_today() + timedelta(days=1)) is PaymentState.PAID
    assert payment.paid_amount == 100_000_000

    payments.unpay(session, actor, payment, version=payment.version)
    assert payment.state(local_today()) is PaymentState.DUE
    actions = [entry.action for entry in session.query(AuditEntry)]
    assert actions == ["payment:added", "payment:paid", "payment:unpaid"]
    assert [event.kind for event in deal.timeline] == ["payment"] * 3


def test_what_was_paid_is_neither_changed_nor_removed(session, actor, deal):
    payment = payments.add(session, actor, deal, instalment())
    payments.pay(session, actor, payment, local_today(), 90_000_000, version=payment.version)

    for attempt in (
        lambda: payments.change(session, actor, payment, instalment(), version=payment.version),
        lambda: payments.remove(session, actor, payment, version=payment.version),
        lambda: payments.pay(session, actor, payment, local_today(), None, version=payment.version),
    ):
        with pytest.raises(InvalidTransition):
            attempt()


def test_money_does_not_come_in_tomorrow(session, actor, deal):
    payment, on = (
        payments.add(session, actor, deal, instalment()),
        local_today() + timedelta(days=1),
    )

    with pytest.raises(Incomplete) as refusal:
        payments.pay(session, actor, payment, on, None, version=payment.version)

    assert refusal.value.fields == ("paid_on",)


def test_a_stale_save_changes_nothing(session, actor, deal):
    payment = payments.add(session, actor, deal, instalment())

    with pytest.raises(StaleEdit):
        payments.change(session, actor, payment, instalment(amount=5), version=payment.version + 1)

    assert payment.amount == 100_000_000


def test_a_removed_payment_is_gone_and_told(session, actor, deal):
    payment = payments.add(session, actor, deal, instalment())

    payments.remove(session, actor, payment, version=payment.version)

    assert session.query(Payment).count() == 0
    assert "removed" in deal.timeline[-1].text


def test_sums_are_kept_apart_by_currency(session, actor, deal):
    payments.add(session, actor, deal, instalment(days=-1))
    payments.add(session, actor, deal, instalment(amount=1_250_050, currency="USD"))

    assert payments.sums(deal, local_today()) == [
        payments.Sum("VND", 0, 0, 100_000_000),
        payments.Sum("USD", 0, 1_250_050, 0),
    ]


def test_late_payments_are_shown_to_those_who_read_the_deal(session, factories, actor, deal):
    late = payments.add(session, actor, deal, instalment(days=-3))
    payments.add(session, actor, deal, instalment(days=0))
    lost = factories.Deal(centre=deal.centre, stage=DealStage.LOST)
    payments.add(session, actor, lost, instalment(days=-3))
    elsewhere = actor_of(factories.member("centre", province="01"))

    assert list(payment_totals.late(session, actor)) == [late]
    assert list(payment_totals.late(session, elsewhere)) == []


def test_totals_are_weighed_by_the_share_of_each_centre(session, factories, actor, deal):
    other = factories.member("centre", name_vi="Trung tâm Hà Nội", province="01")
    partner = other.memberships[0].organisation
    deal.credits += [
        DealCredit(centre=deal.centre, percent=70),
        DealCredit(centre=partner, percent=30),
    ]
    payments.add(session, actor, deal, instalment(amount=101))
    session.flush()

    (mine,) = payment_totals.totals(session, actor)
    (theirs,) = payment_totals.totals(session, actor_of(other))

    assert (mine["due"], theirs["due"]) == (7070, 3030)


def test_a_year_of_unreported_royalties_has_no_row_of_nothing(session, actor, deal):
    payments.add(session, actor, deal, royalty())
    session.flush()

    assert payment_totals.totals(session, actor) == []


def test_the_department_reads_its_province_and_the_ministry_all(session, factories, actor, deal):
    far = factories.Deal(
        centre=factories.member("centre", province="01").memberships[0].organisation,
        match=factories.Match(),
    )
    for each in (deal, far):
        payments.add(session, actor, each, instalment())

    def seen(role, province):
        viewer = actor_of(factories.member(role, province=province))
        return {row.centre_id for row in payment_totals.totals(session, viewer)}

    assert seen("department", "92") == {deal.centre_id}
    assert seen("ministry", "01") == {deal.centre_id, far.centre_id}
    assert seen("institute", "92") == set()


AMOUNTS = st.lists(
    st.tuples(
        st.integers(1, 10**12),
        st.integers(-900, 900),
        st.booleans(),
        st.sampled_from(["VND", "USD"]),
        st.sampled_from([0, 33, 50, 100]),
    ),
    max_size=12,
)


def made(session, factories, rows):
    """Put ``rows`` in place of every payment there is: amount, days, paid, currency, per cent."""
    for kind in (Payment, DealCredit, Deal):
        session.query(kind).delete()
    centre, partner = (factories.Organisation(org_type="centre") for _ in range(2))
    for amount, days, paid, currency, percent in rows:
        deal = factories.Deal(match=factories.Match(), centre=centre)
        shares = {centre: percent, partner: 100 - percent} if percent else {}
        deal.credits = [DealCredit(centre=each, percent=shares[each]) for each in shares]
        day = local_today() + timedelta(days=days)
        payment = Payment(deal=deal, due=day, amount=amount, currency=currency)
        if paid:
            payment.pay(min(day, local_today()), amount)
        session.add(payment)
    session.flush()


def opened(session, total, state):
    """Return what the records behind one figure come to."""
    filters = payment_totals.Filters(total.centre_id, total.year, total.currency, state)
    found = payment_totals.every(session, filters)
    return sum(payment_totals.share(each, total.centre_id) for each in found)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(AMOUNTS)
def test_every_total_is_the_sum_of_the_records_it_opens(session, factories, rows):
    made(session, factories, rows)

    found = payment_totals.totals(session, actor_of(factories.member("ministry")))

    for total in found:
        assert {state: opened(session, total, state) for state in PaymentState} == total.amounts
    for currency in ("VND", "USD"):
        whole = sum(each[0] for each in rows if each[3] == currency) * payment_totals.WHOLE
        mine = [total for total in found if total.currency == currency]
        assert sum(payment_totals.added(mine).values()) == whole
