"""How soon each person hears by mail, and never in their quiet hours."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from matchmaker.services import paces
from models import VIETNAM, NotificationKind, NotificationSetting, Pace

moments = st.integers(1_600_000_000, 2_200_000_000).map(
    lambda second: datetime.fromtimestamp(second, UTC)
)
minutes = st.integers(0, 24 * 60 - 1)


@given(moments, st.sampled_from([Pace.AT_ONCE, Pace.DAILY, Pace.WEEKLY]))
def test_nothing_waits_longer_than_its_pace(moment, pace):
    longest = {Pace.AT_ONCE: 0, Pace.DAILY: 1, Pace.WEEKLY: 7}[pace]

    assert moment <= paces.due(moment, pace) <= moment + timedelta(days=longest)


@given(moments, moments, st.sampled_from([Pace.AT_ONCE, Pace.DAILY, Pace.WEEKLY]))
def test_what_happened_first_is_due_first(one, other, pace):
    first, second = sorted([one, other])

    assert paces.due(first, pace) <= paces.due(second, pace)


@given(moments)
def test_digests_come_in_the_morning_the_weekly_ones_on_monday(moment):
    daily, weekly = (
        paces.due(moment, pace).astimezone(VIETNAM) for pace in (Pace.DAILY, Pace.WEEKLY)
    )

    assert (daily.time(), weekly.time(), weekly.weekday()) == (time(7, 30), time(7, 30), 0)


def test_who_wants_no_mail_gets_none():
    assert paces.due(datetime(2026, 1, 1, tzinfo=UTC), Pace.NONE) is None


@given(minutes, minutes, minutes)
def test_quiet_hours_begin_and_end_where_they_say(at, start, end):
    around = [(start + passed) % (24 * 60) for passed in range((end - start) % (24 * 60))]

    assert paces.is_quiet(at, start, end) == (at in around)


def test_the_database_knows_the_same_quiet_hours(session, factories):
    hours = [(21 * 60, 7 * 60), (0, 0), (60, 120), (700, 700), (1439, 1), (None, None)]
    people = [factories.User() for _ in hours]
    for person, (start, end) in zip(people, hours, strict=True):
        session.add(NotificationSetting(user_id=person.id, quiet_from=start, quiet_to=end))
    session.flush()
    day = datetime(2026, 11, 27, tzinfo=VIETNAM)

    for at in (0, 1, 59, 60, 119, 120, 419, 420, 700, 1259, 1260, 1438, 1439):
        moment = day + timedelta(minutes=at)
        loud = set(
            session.scalars(
                NotificationSetting.__table__.select()
                .with_only_columns(NotificationSetting.user_id)
                .where(paces.loud(moment))
            )
        )
        expected = {
            person.id
            for person, chosen in zip(people, hours, strict=True)
            if not paces.is_quiet(at, *(paces.QUIET if None in chosen else chosen))
        }
        assert loud == expected, at


def test_a_choice_counts_from_now_on_and_the_rest_stays_as_proposed(session, factories):
    person, other = factories.User(), factories.User()

    paces.choose(session, person, {NotificationKind.MESSAGE: Pace.WEEKLY})

    assert paces.of(session, [person.id, other.id], [NotificationKind.MESSAGE]) == {
        (person.id, NotificationKind.MESSAGE): Pace.WEEKLY,
        (other.id, NotificationKind.MESSAGE): Pace.AT_ONCE,
    }
    assert paces.chosen(session, person)[NotificationKind.MATCH] is Pace.DAILY


def test_what_is_proposed_comes_back(session, factories):
    person = factories.User()
    kinds = [NotificationKind.MATCH, NotificationKind.STAGE]
    paces.choose(session, person, dict.fromkeys(kinds, Pace.NONE))

    paces.propose(session, person, kinds)

    assert paces.chosen(session, person) == paces.defaults(session)


def test_quiet_hours_are_nine_to_seven_unless_one_says_otherwise(session, factories):
    person = factories.User()
    assert paces.quiet_hours(session, person) == (21 * 60, 7 * 60)

    paces.keep_quiet(session, person, 0, 0)

    assert paces.quiet_hours(session, person) == (0, 0)
