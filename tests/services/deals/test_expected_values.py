"""The value expected of a deal: written down when somebody knows it, never asked for."""

import pytest
from sqlalchemy import select

from matchmaker.services.deals import boards, expected_values
from matchmaker.services.deals.filters import Filters
from matchmaker.services.errors import Incomplete, InvalidTransition, StaleEdit, UnknownCode
from models import AuditEntry, DealEventKind, DealStage


@pytest.fixture
def write(session, actor, deal):
    def _write(amount, currency="VND", **how):
        version = how.get("version", deal.version)
        expected_values.write(session, actor, deal, amount, currency, version=version)
        session.commit()

    return _write


def test_a_value_is_written_down_and_told_to_those_who_read_the_deal(session, deal, write):
    write(1_250_050, "USD")

    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "deal:value"))
    assert (deal.value_expected, deal.expected_currency) == (1_250_050, "USD")
    assert deal.timeline[-1].kind is DealEventKind.VALUE
    assert deal.timeline[-1].text == "value_expected: 1250050 USD"
    assert entry.detail == {"value_after": "1250050 USD"}


def test_a_changed_value_leaves_both_in_the_trail(session, write):
    write(20_000_000)
    write(25_000_000)

    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert entries[-1].detail == {"value_before": "20000000 VND", "value_after": "25000000 VND"}


def test_an_unknown_value_is_taken_back(deal, write):
    write(20_000, "USD")
    write(None, "USD")

    assert (deal.value_expected, deal.expected_currency) == (None, "VND")
    assert deal.timeline[-1].text == "value_expected: unknown"


def test_the_same_value_again_is_no_news(deal, write):
    write(20_000_000)
    rows, version = len(deal.timeline), deal.version
    write(20_000_000)

    assert (len(deal.timeline), deal.version) == (rows, version)


def test_what_was_signed_keeps_its_own_currency(deal, write):
    deal.value_signed, deal.currency = 24_000_000, "VND"
    write(100_000, "EUR")

    assert deal.value == (24_000_000, "VND")
    assert (deal.value_expected, deal.expected_currency) == (100_000, "EUR")


@pytest.mark.parametrize("amount", [0, -5, 10**15 + 1])
def test_an_amount_that_makes_no_sense_is_refused(write, amount):
    with pytest.raises(Incomplete):
        write(amount)


def test_a_currency_that_nobody_knows_is_refused(write):
    with pytest.raises(UnknownCode):
        write(5, "XYZ")


def test_a_stale_value_is_refused(deal, write):
    write(20_000_000)

    with pytest.raises(StaleEdit):
        write(30_000_000, version=deal.version - 1)
    assert deal.value_expected == 20_000_000


@pytest.mark.parametrize("stage", [DealStage.LOST, DealStage.COMPLETED])
def test_nothing_more_is_expected_of_a_deal_that_has_ended(session, deal, write, stage):
    deal.stage = stage
    session.flush()

    with pytest.raises(InvalidTransition):
        write(20_000_000)


def test_a_deal_expected_in_another_currency_is_listed_as_such(session, actor, deal, write):
    write(10**9, "JPY")

    def found(value):
        return list(boards.every(session, actor, Filters(value=value)))

    assert found("foreign") == [deal]
    assert found("large") == found("none") == []
