"""In quiet hours nothing leaves but what its reader asked for a moment ago."""

from datetime import timedelta

import pytest

from matchmaker import jobs
from matchmaker.services import announcements, paces
from matchmaker.services.actors import actor_of
from matchmaker.services.deals import impact_questions, impacts, timeline
from matchmaker.services.mails import mail
from matchmaker.services.mails.delivery import DeliveryError
from models import (
    DealEventKind,
    DealStage,
    ImpactCheck,
    Mail,
    NotificationKind,
    Pace,
    local_today,
    now,
)
from tests.web.clock import NOON, Clock

NIGHT = NOON.replace(hour=21)
MORNING = NOON.replace(day=28, hour=7)


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


@pytest.fixture
def person(factories):
    return factories.member("coop")


@pytest.fixture
def deal(factories, person):
    return factories.Deal(match__need__organisation=person.memberships[0].organisation)


@pytest.fixture
def leave(app, session):
    """A function: write and send what is due; it returns the subjects of what left."""

    def leave():
        session.commit()
        before = {each.id for each in session.query(Mail).filter(Mail.sent_at.is_not(None))}
        session.commit()
        with app.app_context():
            jobs.write_mails(app)
            jobs.send_mail(app)
        session.expire_all()
        sent = session.query(Mail).filter(Mail.sent_at.is_not(None)).order_by(Mail.id)
        subjects = [each.subject for each in sent if each.id not in before]
        session.commit()
        return subjects

    return leave


@pytest.fixture
def ends(session, deal):
    """A function: the deal ends, and both sides are told."""

    def ends(stage=DealStage.LOST):
        deal.stage, deal.loss_reason, deal.loss_party = stage, "price", "demand"
        deal.closed_at = now()
        timeline.tell(deal, actor_of(deal.officer), DealEventKind.STAGE, text="")
        session.flush()
        announcements.entered(session, actor_of(deal.officer), deal)

    return ends


def test_how_a_deal_ended_is_told_in_the_morning(clock, deal, ends, leave):
    clock.moment = NIGHT
    ends()

    assert leave() == []
    clock.moment = MORNING

    assert leave() == [f"{deal.code}: thương vụ khép lại, và gợi ý tiếp theo"]
    assert leave() == []


@pytest.mark.parametrize(
    ("pace", "days"), [(Pace.AT_ONCE, 0), (Pace.DAILY, 1), (Pace.WEEKLY, 3), (Pace.NONE, None)]
)
def test_how_a_deal_ended_is_told_at_the_pace_of_its_reader(
    *, session, clock, person, ends, leave, pace, days
):
    paces.choose(session, person, {NotificationKind.STAGE: pace})
    ends()

    left = []
    for day in range(8):
        clock.moment = NOON + timedelta(days=day)
        left += [day for _subject in leave()]

    assert left == ([] if days is None else [days])


def test_a_deal_taken_up_again_before_morning_is_not_told_as_lost(
    session, clock, deal, ends, leave
):
    clock.moment = NIGHT
    ends()
    deal.stage, deal.closed_at = DealStage.PROPOSED, None
    announcements.reopened(session, deal)
    clock.moment = MORNING

    assert leave() == [f"{deal.code}: thương vụ được mở lại"]


def test_what_a_transfer_brought_is_asked_in_the_morning(session, clock, deal, ends, leave):
    deal.stage, deal.closed_at = DealStage.COMPLETED, now()
    check = ImpactCheck(deal=deal, months=6, due=local_today())
    session.add(check)
    session.flush()
    clock.moment = NIGHT
    impact_questions.ask(session, check)

    assert leave() == []
    clock.moment = MORNING
    (asked,) = leave()

    assert asked.startswith("Hai phút")


def test_a_question_answered_before_morning_is_not_asked(session, clock, person, deal, leave):
    deal.stage, deal.closed_at = DealStage.COMPLETED, now()
    check = ImpactCheck(deal=deal, months=6, due=local_today())
    session.add(check)
    session.flush()
    clock.moment = NIGHT
    impact_questions.ask(session, check)
    impacts.enter(session, actor_of(deal.officer), check, impacts.Result(jobs=3), "Giám đốc")
    clock.moment = MORNING

    assert [each for each in leave() if each.startswith("Hai phút")] == []


def test_a_mail_that_failed_in_the_evening_is_tried_again_in_the_morning(
    session, clock, person, leave
):
    clock.moment = NIGHT - timedelta(minutes=1)
    mail.enqueue(session, person.email, "Buổi tối", "Chào bạn")
    claimed = mail.claim(session)
    mail.failed(session, claimed, DeliveryError("busy", begun=True))

    left = []
    while clock.moment < MORNING - timedelta(minutes=10):
        clock.moment += timedelta(minutes=10)
        left += leave()
    assert left == []
    clock.moment = MORNING

    assert leave() == ["Buổi tối"]


def test_what_one_asks_for_at_night_comes_at_night(client, clock, person, leave):
    clock.moment = NIGHT

    client.post("/account/reset-password", data={"email": person.email})

    assert leave() == ["Đặt lại mật khẩu Matchmaker"]


def test_whoever_keeps_no_quiet_hours_is_written_to_at_night(session, clock, person, leave):
    paces.keep_quiet(session, person, 0, 0)
    clock.moment = NIGHT
    mail.enqueue(session, person.email, "Buổi tối", "Chào bạn")
    mail.enqueue(session, "khach@example.org", "Gửi người lạ", "Chào bạn")

    assert leave() == ["Buổi tối", "Gửi người lạ"]


def test_quiet_hours_chosen_meanwhile_hold_for_what_waits(session, clock, person, leave):
    mail.enqueue(session, person.email, "Buổi trưa", "Chào bạn")
    paces.keep_quiet(session, person, 11 * 60, 13 * 60)

    assert leave() == []
    clock.moment = NOON + timedelta(hours=1)

    assert leave() == ["Buổi trưa"]
