"""The made-up deals of the demonstration keep the rules that real ones keep."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Date, create_engine, func, select
from sqlalchemy.orm import Session

from matchmaker.config import SEED_DATA
from matchmaker.services import disclosures, provinces, seed, vocabularies
from matchmaker.services.actors import actor_of
from matchmaker.services.deals import documents, monday, stages
from matchmaker.services.permissions import Permission, allows
from matchmaker.services.seed.courses import course
from matchmaker.services.seed.demonstration import DEALS, MONTHS
from models import (
    VIETNAM,
    Deal,
    DealEventKind,
    DealStage,
    ImpactCheck,
    Membership,
    Message,
    NdaState,
    Organisation,
    Payment,
    PaymentKind,
    User,
    local_today,
    now,
)
from models.base import Base, UtcDateTime
from models.migrations import history


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A database of its own with the demonstration in it, read by all tests here."""
    folder = tmp_path_factory.mktemp("demonstration")
    engine = create_engine(f"sqlite:///{folder / 'demonstration.sqlite'}")
    history.upgrade(engine)
    with Session(engine) as session:
        vocabularies.load(session, SEED_DATA / "vocab")
        seed.load(session, SEED_DATA)
        seed.load_accounts(session, SEED_DATA)
        seed.load_demonstration(session, SEED_DATA, folder / "uploads")
        session.commit()
        yield session
    engine.dispose()


@pytest.fixture(scope="module")
def deals(made):
    return made.scalars(select(Deal).order_by(Deal.id)).all()


AHEAD = {
    "deal.next_step_due",
    "deal.resume_on",
    "impact_check.due",
    "meeting.starts_at",
    "need.deadline",
    "payment.due",
    "payment.period_from",
    "payment.period_to",
    "posting.valid_until",
}
"""Days that people plan; all others have come."""


def day(moment):
    return moment.astimezone(VIETNAM).date()


def moves(deal):
    return [each for each in deal.timeline if each.kind is DealEventKind.STAGE]


@pytest.mark.slow
def test_four_hundred_deals_stand_in_every_stage(deals):
    found = Counter(deal.stage for deal in deals)

    assert len(deals) == DEALS
    assert set(found) == set(DealStage)
    assert min(found.values()) >= 5
    assert found[DealStage.COMPLETED] >= 50
    assert len({(deal.need_id, deal.technology_id) for deal in deals}) == DEALS


@pytest.mark.slow
def test_they_were_opened_evenly_over_two_years(deals):
    months = Counter((now() - deal.opened_at) // timedelta(days=30.5) for deal in deals)

    assert set(range(MONTHS)) <= set(months)
    assert min(months[number] for number in range(MONTHS)) >= 10


@pytest.mark.slow
def test_every_open_deal_has_one_next_step_of_somebody_at_its_centre(made, deals):
    works_at = {
        (row.user_id, row.organisation_id) for row in made.scalars(select(Membership)).all()
    }

    for deal in deals:
        assert bool(deal.next_step) is deal.stage.is_open
        assert (deal.next_step_due is not None) is deal.stage.is_open
        assert (deal.officer_id, deal.centre_id) in works_at
        if deal.stage.is_open:
            assert (deal.next_step_owner_id, deal.centre_id) in works_at


@pytest.mark.slow
def test_the_history_of_every_deal_is_a_way_that_it_could_go(deals):
    for deal in deals:
        again = Deal(code=deal.code, stage=DealStage.PROPOSED, stage_since=deal.opened_at)
        for move in moves(deal):
            assert again.stage is move.stage_from
            again.enter(move.stage_to, at=move.at)
        assert again.stage is deal.stage
        assert again.stage_since == deal.stage_since
        days = [event.at for event in deal.timeline]
        assert days == sorted(days)
        assert days[-1] <= now()


@pytest.mark.slow
def test_every_move_of_a_made_up_deal_has_its_evidence(deals):
    for deal in deals[-100:]:
        for move in moves(deal):
            onward = move.stage_to in stages.PATH and not Deal(stage=move.stage_from).goes_back(
                move.stage_to
            )
            if not onward or move.stage_from is DealStage.PAUSED:
                continue
            told = stages.read(move.text)
            asked = stages.EXITS[move.stage_from]
            if not stages.hard_requirements(deal):
                asked = asked.without("requirements")
            assert all(any(name in told for name in group) for group in asked.required), move.text


@pytest.mark.slow
def test_credit_adds_up_and_nobody_is_party_twice(deals):
    shared = [deal for deal in deals if deal.credits]

    assert len(shared) >= 20
    for deal in shared:
        assert sum(each.percent for each in deal.credits) == 100
        assert deal.centre_id in {each.centre_id for each in deal.credits}
    for deal in deals:
        sides = {deal.need.organisation_id, deal.technology.organisation_id}
        assert not sides & {each.organisation_id for each in deal.parties}


@pytest.mark.slow
def test_nothing_that_parties_may_read_names_a_blind_firm(deals):
    blind = [deal for deal in deals if deal.need.blind]

    assert len(blind) >= 10
    for deal in blind:
        said = [event.text for event in deal.timeline if not event.private]
        said += [message.text for message in deal.messages]
        said += [document.name for document in deal.documents]
        said += [meeting.title for meeting in deal.meetings]
        said += [deal.next_step, deal.loss_note, deal.loss_remedy]
        assert [text for text in said if disclosures.naming(deal.need, text)] == []
        people = [each.user.name for each in deal.need.organisation.memberships]
        assert [text for text in said for name in people if name in text] == []


@pytest.mark.slow
def test_money_is_of_one_piece(made, deals):
    signed = [deal for deal in deals if deal.value_signed and deal.payments]
    paid = made.scalar(select(func.count()).where(Payment.paid_on.is_not(None)))

    assert len(signed) >= 60
    assert paid >= 100
    for deal in signed:
        planned = [each for each in deal.payments if each.kind is PaymentKind.INSTALMENT]
        assert sum(each.amount for each in planned) == deal.value_signed
        assert {each.currency for each in planned} == {deal.currency}
    values = sorted(deal.value_signed for deal in signed if deal.currency == "VND")
    assert 10_000_000 <= values[len(values) // 2] <= 40_000_000


@pytest.mark.slow
def test_foreign_firms_sign_in_dollars(deals):
    dollars = [deal for deal in deals if deal.currency == "USD"]

    assert len(dollars) >= 3
    assert {deal.need.organisation.org_type for deal in dollars} == {"fdi"}
    assert all(10_000 <= deal.value_signed <= 100_000_000 for deal in dollars)


@pytest.mark.slow
def test_every_deal_is_on_both_maps(made, deals):
    atlas = provinces.atlas(made)

    told = {deal.need.province_63 for deal in deals}

    assert len(told) >= 25
    for deal in deals:
        assert atlas.successors[deal.need.province_63] == deal.need.province
        offered = deal.technology.organisation
        assert atlas.successors[offered.province_63] == offered.province


@pytest.mark.slow
def test_finished_transfers_have_told_what_they_brought(made):
    checks = made.scalars(select(ImpactCheck)).all()

    assert {check.months for check in checks} == {6, 12, 36}
    assert sum(check.confirmed_at is not None for check in checks) >= 20
    assert all(check.due <= local_today() for check in checks if check.answered_at)
    assert any(check.asked_at and not check.answered_at for check in checks)


@pytest.mark.slow
def test_centres_have_their_officers_and_talk_is_varied(made):
    centres = made.scalars(select(Organisation).where(Organisation.org_type == "centre")).all()
    texts = made.scalars(select(Message.text)).all()

    assert sum(len(each.memberships) == 9 for each in centres) >= 3
    assert sum(bool(each.memberships) for each in centres) >= 20
    assert len(set(texts)) >= 500


@pytest.mark.slow
def test_no_milestone_is_noted_before_it_happened(deals):
    reached = [(deal, each) for deal in deals for each in deal.milestones]

    assert {each.code for _deal, each in reached} >= {"nda", "first_payment", "contract_signed"}
    for deal, each in reached:
        assert day(deal.opened_at) <= each.reached_on <= day(each.at)


@pytest.mark.slow
def test_only_what_is_planned_lies_ahead(made):
    latest = {
        f"{column.table.name}.{column.name}": made.scalar(select(func.max(column)))
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, (Date, UtcDateTime))
    }
    moment, today = now(), local_today()

    ahead = {
        name
        for name, value in latest.items()
        if value and value > (moment if isinstance(value, datetime) else today)
    }
    assert {"deal.next_step_due", "meeting.starts_at", "payment.due"} <= ahead <= AHEAD


@pytest.mark.slow
def test_nothing_happens_to_a_deal_before_it_is_opened(deals):
    for deal in deals:
        happened = [each.at for each in (*deal.timeline, *deal.messages, *deal.duty_answers)]
        happened += [each.uploaded_at for each in deal.documents]
        happened += [each.created_at for each in deal.meetings]
        happened += [each.starts_at for each in deal.meetings]
        assert min(happened) >= deal.opened_at
        assert max(each.at for each in deal.match.answers) <= deal.opened_at
        assert deal.match.proposed_at < min(each.at for each in deal.match.answers)
        for posting in (deal.need, deal.technology):
            assert posting.published_at < deal.match.proposed_at


@pytest.mark.slow
def test_nobody_works_on_a_lost_deal(deals):
    for deal in deals:
        if deal.stage is DealStage.LOST:
            days = [each.reached_on for each in deal.milestones]
            days += [each.paid_on for each in deal.payments if each.paid_on]
            days += [each for each in (deal.registration_filed_on, deal.certificate_date) if each]
            assert max(days, default=day(deal.closed_at)) <= day(deal.closed_at)
            assert max(each.at for each in deal.timeline) == deal.closed_at


@pytest.mark.slow
def test_money_is_planned_once_the_contract_is_signed(deals):
    for deal in deals:
        for each in deal.payments:
            assert deal.contract_date <= day(each.at)
            assert deal.contract_date <= each.due
            assert each.paid_on is None or deal.contract_date <= each.paid_on


@pytest.mark.slow
def test_the_department_has_stuck_deals_to_look_at(made):
    address = "department@example.org"
    department = actor_of(made.scalars(select(User).where(User.email == address)).one())

    stuck = monday.stuck(made, department)

    assert department.department_province
    assert stuck.parts[0].total >= 3


@pytest.mark.slow
def test_documents_are_of_every_audience_and_read_by_it_alone(deals):
    found = [each for deal in deals for each in deal.documents]

    assert {each.audience for each in found} == {"centre", "supply", "demand", "parties"}
    assert any(each.edition == 2 for each in found)
    assert all(deal.nda_on for deal in deals if deal.nda is NdaState.SIGNED)
    for deal in deals[-40:]:
        supplier = actor_of(deal.technology.organisation.memberships[0].user)
        for each in documents.series(supplier, deal):
            assert allows(supplier, Permission.DOCUMENT_READ, each.latest)


@pytest.mark.slow
def test_loading_again_adds_nothing(made, tmp_path):
    assert seed.load_demonstration(made, SEED_DATA, tmp_path) == 0


@given(st.integers(0, 10**9), st.integers(1, 800), st.booleans())
def test_every_course_is_one_that_a_deal_can_take(number, days, fits):
    moment = now()
    opened = moment - timedelta(days=days)

    steps = course(Random(number), opened, moment, fits=fits)

    deal = Deal(code="TV", stage=DealStage.PROPOSED)
    for step in steps[1:]:
        deal.enter(step.stage, at=step.at)
    assert [each.at for each in steps] == sorted(each.at for each in steps)
    assert steps == course(Random(number), opened, moment, fits=fits)
    assert steps[-1].at <= moment
