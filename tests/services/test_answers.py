"""A side answers for itself, with a reason, until a centre decides."""

import pytest
from sqlalchemy import select

from matchmaker.services import answers
from matchmaker.services.actors import actor_of
from matchmaker.services.errors import InvalidTransition, NamesFirm, NotAllowed, UnknownCode
from models import INTERESTED, AuditEntry, MatchState, MemberRole, Party, PostingState


@pytest.fixture
def match(factories):
    return factories.Match(
        need__organisation__province="92", technology__organisation__province="01"
    )


def person_of(factories, organisation, role=MemberRole.OWNER):
    return factories.Membership(organisation=organisation, role=role).user


def say(session, factories, match, *, party=Party.DEMAND, code=INTERESTED, note="", **more):
    posting = match.need if party is Party.DEMAND else match.technology
    user = person_of(factories, posting.organisation)
    given = answers.answer(session, actor_of(user), match, party, code, note, **more)
    session.commit()
    return given


def test_a_side_answers_with_a_reason(session, factories, match):
    given = say(session, factories, match, code="too_expensive", note="Vượt ngân sách")

    assert match.answer_of(Party.DEMAND) is given
    assert (given.code, given.note) == ("too_expensive", "Vượt ngân sách")
    assert match.waiting_since is None


def test_the_first_interest_starts_the_clock_and_the_last_withdrawn_stops_it(
    session, factories, match
):
    say(session, factories, match)
    started = match.waiting_since
    assert started is not None

    say(session, factories, match, party=Party.SUPPLY)
    assert match.waiting_since == started

    say(session, factories, match, party=Party.SUPPLY, code="wrong_scale")
    assert match.waiting_since == started

    say(session, factories, match, code="maybe")
    assert match.waiting_since is None


def test_an_answer_may_be_changed_and_the_former_one_is_remembered(session, factories, match):
    say(session, factories, match, note="Gọi buổi sáng")
    say(session, factories, match, code="too_early")

    assert len(match.answers) == 1
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry.detail["former_code"] == INTERESTED
    assert entry.detail["former_note"] == "Gọi buổi sáng"


def test_the_same_answer_twice_is_one(session, factories, match):
    first = say(session, factories, match)
    at = first.at

    assert say(session, factories, match) is first
    assert first.at == at
    assert len(session.scalars(select(AuditEntry)).all()) == 1


@pytest.mark.parametrize("state", [MatchState.ACCEPTED, MatchState.DECLINED])
def test_nobody_answers_after_the_centre_decided(session, factories, match, state):
    match.state = state
    session.commit()

    with pytest.raises(InvalidTransition):
        say(session, factories, match)


def test_nobody_answers_before_the_own_posting_is_published(session, factories, match):
    match.need.state = PostingState.SUBMITTED
    session.commit()

    with pytest.raises(InvalidTransition):
        say(session, factories, match)


def test_an_unknown_reason_is_refused(session, factories, match):
    with pytest.raises(UnknownCode):
        say(session, factories, match, code="vì thích")


def test_others_and_readers_do_not_answer(session, factories, match):
    reader = person_of(factories, match.need.organisation, MemberRole.READER)
    stranger = factories.member("coop")
    supplier = person_of(factories, match.technology.organisation)

    for user in (reader, stranger, supplier):
        with pytest.raises(NotAllowed):
            answers.answer(session, actor_of(user), match, Party.DEMAND, INTERESTED)


def test_the_other_side_hears_of_the_first_interest_only_once(session, factories, match):
    supplier = person_of(factories, match.technology.organisation)
    heard = []

    say(session, factories, match, announce=heard.append)
    say(session, factories, match, note="Xin báo giá", announce=heard.append)
    say(session, factories, match, code="maybe", announce=heard.append)

    assert [list(news.readers) for news in heard] == [[supplier]]
    assert not heard[0].to_centre


def test_the_centre_of_the_needs_province_hears_when_both_are_interested(session, factories, match):
    officer = factories.member("centre", province="92")
    factories.member("centre", province="01")
    factories.member("centre", role=MemberRole.READER, province="92")
    heard = []
    say(session, factories, match)

    say(session, factories, match, party=Party.SUPPLY, announce=heard.append)

    assert [list(news.readers) for news in heard if news.to_centre] == [[officer]]
    assert all(news.both for news in heard)


def test_a_locked_account_is_not_written_to(session, factories, match):
    supplier = person_of(factories, match.technology.organisation)
    supplier.active = False
    session.commit()
    heard = []

    say(session, factories, match, announce=heard.append)

    assert heard == []


def test_a_blind_firm_does_not_name_itself_by_accident(session, factories, match):
    match.need.blind = True
    match.need.organisation.name_vi = "Hợp tác xã Mít Tố Nữ"
    session.commit()

    with pytest.raises(NamesFirm):
        say(session, factories, match, note="Gọi hợp tác xã mít tố nữ nhé")
    assert match.answers == []


def test_the_audit_trail_keeps_no_words_of_a_blind_firm(session, factories, match):
    match.need.blind = True
    session.commit()
    say(session, factories, match, note="Nhà ở cạnh chợ nổi")
    say(session, factories, match, code="maybe")

    assert "chợ nổi" not in str([entry.detail for entry in session.scalars(select(AuditEntry))])
