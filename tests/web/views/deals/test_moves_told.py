"""What those who wait hear of a move: that a deal rests or went back, why, and that it ended."""

from datetime import timedelta

import pytest

from models import DealParty, DealStage, local_today
from tests.web.views.deals.sending import move

LATER = local_today() + timedelta(days=40)


@pytest.fixture
def go(client, session, deal, officer):
    """Move the deal as its officer."""
    deal.stage = DealStage.TRIAL
    client.sign_in(officer)
    return lambda stage, **evidence: move(client, session, deal, stage, officer, **evidence)


@pytest.fixture
def heard(letters):
    """A function: the newest mail that a person got."""
    return lambda person: [each for each in letters() if each.to == person.email][-1]


def test_of_a_pause_people_hear_until_when_and_why(go, deal, institute, heard):
    go("paused", resume_on=LATER.isoformat(), reason="Chờ qua vụ tôm")

    letter = heard(institute)
    assert letter.subject == f"Thương vụ {deal.code} tạm dừng đến {LATER:%d/%m/%Y}"
    assert "Chờ qua vụ tôm" in letter.text


def test_a_step_back_is_not_told_as_one_forward(go, deal, institute, heard):
    go("introduced", reason="Phải xem lại quy mô")

    letter = heard(institute)
    assert letter.subject == f"Thương vụ {deal.code} quay lại giai đoạn: Đã giới thiệu hai bên"
    assert "Phải xem lại quy mô" in letter.text


def test_going_on_after_a_pause_is_a_step_like_any_other(go, deal, institute, heard):
    go("paused", resume_on=LATER.isoformat())
    go("trial")

    assert f"Thương vụ {deal.code} chuyển sang: Thử nghiệm, trình diễn" in heard(institute).text


def test_who_joined_hears_of_the_end_without_what_the_sides_alone_are_told(
    *, session, factories, go, deal, institute, heard
):
    investor = factories.member("investor")
    house = investor.memberships[0].organisation
    session.add(DealParty(deal=deal, organisation=house, role="investor"))

    go("lost", loss_reason="price", loss_party="demand", loss_note="Giám đốc khó tính")

    assert heard(investor).subject == f"Thương vụ {deal.code} chuyển sang: Kết thúc không thành"
    assert "khó tính" not in heard(investor).text
    assert "khép lại" in heard(institute).subject


def test_why_a_deal_rests_names_no_blind_firm(*, go, session, deal, institute, heard, blind):
    go("paused", resume_on=LATER.isoformat(), reason=f"{blind} sửa nhà xưởng")

    session.refresh(deal)
    assert deal.stage is DealStage.TRIAL
    go("paused", resume_on=LATER.isoformat(), reason="Bên cầu sửa nhà xưởng")

    assert "Bên cầu sửa nhà xưởng" in heard(institute).text
    assert blind not in heard(institute).text
