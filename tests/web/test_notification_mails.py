"""Mails of what people were told: at each one's pace, once, never at night."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from matchmaker import jobs
from matchmaker.services import notifications, paces
from models import (
    BouncedAddress,
    Mail,
    MailState,
    Notification,
    NotificationChoice,
    NotificationKind,
    Pace,
    User,
    now,
)
from tests.web.clock import NOON, Clock


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


@pytest.fixture
def write(app, session):
    """A function: one round of writing; it returns the mails there are since."""

    def write():
        session.commit()
        last = session.scalar(select(Mail.id).order_by(Mail.id.desc())) or 0
        session.commit()
        with app.app_context():
            jobs.write_mails(app)
        session.expire_all()
        found = session.scalars(select(Mail).where(Mail.id > last).order_by(Mail.id)).all()
        session.commit()
        return found

    return write


@pytest.fixture
def person(factories):
    return factories.member("coop")


def tell(session, people, key, kind=NotificationKind.STAGE, **more):
    return notifications.tell(session, people, kind, key, "stage", stage="trial", **more)


def test_what_is_wanted_at_once_is_one_mail_with_one_action(
    session, factories, clock, person, write
):
    deal = factories.Deal()
    (told,) = tell(session, [person], "a", deal=deal)

    (mail,) = write()

    link = f"http://127.0.0.1:8000/notifications/{told.id}/open"
    assert mail.to == person.email
    assert mail.subject == f"Thương vụ {deal.code} chuyển sang: Thử nghiệm, trình diễn"
    assert link in mail.text
    assert mail.html.count(f'href="{link}"') == 2
    assert deal.need.code in mail.text
    assert write() == []


def test_each_reads_their_own_language(session, factories, clock, write):
    people = [factories.User(language="vi"), factories.User(language="en")]
    tell(session, people, "a", deal=factories.Deal())

    by_person = {mail.to: mail.text for mail in write()}

    assert "Chào" in by_person[people[0].email]
    assert "moved on to" in by_person[people[1].email]


def test_a_digest_is_one_mail_by_deal_in_the_order_of_events(
    session, factories, clock, person, write
):
    first, second = factories.Deal(), factories.Deal()
    for key, deal in (("a", first), ("b", second), ("c", first)):
        tell(session, [person], key, NotificationKind.OVERDUE, deal=deal)
    assert write() == []
    clock.moment = NOON.replace(day=28, hour=8)

    (mail,) = write()

    places = [mail.text.index(f"{first.code}\n"), mail.text.index(f"{second.code}\n")]
    assert places == sorted(places)
    assert mail.text.count("/open") == 3
    assert write() == []


def test_nobody_is_written_to_at_night_and_the_morning_brings_it_in_one_mail(
    session, clock, person, write
):
    clock.moment = NOON.replace(hour=23)
    tell(session, [person], "a")
    tell(session, [person], "b")
    assert write() == []
    clock.moment = NOON.replace(day=28, hour=7)

    (mail,) = write()

    assert mail.text.count("/open") == 2


def test_what_was_read_meanwhile_is_not_mailed(session, clock, person, write):
    (told,) = tell(session, [person], "a", NotificationKind.OVERDUE)
    told.read_at = now()
    clock.moment = NOON + timedelta(days=2)

    assert write() == []


def test_a_person_whose_mail_comes_back_gets_none_until_it_is_mended(session, clock, person, write):
    bounced = BouncedAddress(address=person.email)
    session.add(bounced)
    tell(session, [person], "a")
    assert write() == []

    session.delete(bounced)

    assert len(write()) == 1


@pytest.mark.parametrize("jump", [timedelta(days=900), -timedelta(days=900)])
def test_a_clock_that_jumps_neither_loses_nor_repeats(session, clock, person, write, jump):
    tell(session, [person], "a")
    tell(session, [person], "b", NotificationKind.OVERDUE)
    assert len(write()) == 1
    clock.moment = NOON + jump

    (digest,) = write()
    clock.moment = NOON + timedelta(days=5)

    assert digest.text.count("/open") == 1
    assert write() == []


def test_the_headers_let_mail_programs_unsubscribe_from_just_these_kinds(
    *, app, client, session, clock, person, write
):
    tell(session, [person], "a")
    (mail,) = write()

    link = mail.headers["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    client.post(link, data={"List-Unsubscribe": "One-Click"})
    tell(session, [person], "b")
    tell(session, [person], "c", NotificationKind.MESSAGE)

    (later,) = write()
    assert later.text.count("/open") == 1


def test_a_blind_need_is_not_named_in_mails_to_the_other_side(session, factories, clock, write):
    institute = factories.member("institute")
    deal = factories.Deal(
        match__technology__organisation=institute.memberships[0].organisation,
        match__need__blind=True,
        match__need__title_vi="Cần máy sấy cho HTX Vả Tím",
        match__need__organisation__name_vi="HTX Vả Tím",
    )
    tell(session, [institute], "a", deal=deal, note="HTX Vả Tím")

    (mail,) = write()

    assert "[…]" in mail.text
    assert "Vả Tím" not in mail.subject + mail.text + mail.html


KINDS = (NotificationKind.STAGE, NotificationKind.OVERDUE, NotificationKind.MESSAGE)
EVENTS = st.lists(
    st.tuples(
        st.integers(1, 60 * 30),
        st.sampled_from(["tell", "round", "round"]),
        st.sampled_from(KINDS),
    ),
    max_size=25,
)


@pytest.mark.slow
@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    events=EVENTS,
    chosen=st.tuples(*[st.sampled_from([Pace.AT_ONCE, Pace.DAILY, Pace.WEEKLY])] * 3),
    quiet=st.tuples(st.integers(0, 1439), st.integers(0, 1439)),
)
def test_whatever_happens_when_each_thing_is_mailed_once_in_order_and_never_at_night(
    *, session, factories, clock, write, events, chosen, quiet
):
    for table in (Notification, NotificationChoice, Mail, User):
        session.query(table).delete()
    person = factories.User()
    for kind, pace in zip(KINDS, chosen, strict=True):
        session.add(NotificationChoice(user_id=person.id, kind=kind, pace=pace))
    paces.keep_quiet(session, person, *quiet)
    clock.moment, told, mailed = NOON, [], []

    for number, (minutes, event, kind) in enumerate(events):
        clock.moment += timedelta(minutes=minutes)
        if event == "tell":
            told += tell(session, [person], str(number), kind)
            continue
        for mail in write():
            assert not paces.is_quiet(paces.minute(clock.moment), *quiet)
            mailed.append(mail)
    clock.moment += timedelta(days=8)
    while paces.is_quiet(paces.minute(clock.moment), *quiet):
        clock.moment += timedelta(minutes=7)
    mailed += write()

    carried = [
        session.scalars(
            select(Notification.id).where(Notification.mail_id == mail.id).order_by(Notification.id)
        ).all()
        for mail in mailed
    ]
    assert sorted(number for each in carried for number in each) == [each.id for each in told]
    for mail, numbers in zip(mailed, carried, strict=True):
        places = [mail.text.index(f"/notifications/{number}/open") for number in numbers]
        assert places == sorted(places)
    assert {mail.state for mail in mailed} <= {MailState.WAITING}
