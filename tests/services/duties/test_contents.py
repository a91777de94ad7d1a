"""What a contract must contain, ticked one by one."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from matchmaker.services.duties import contents
from matchmaker.services.errors import NamesFirm, StaleEdit, UnknownCode
from models import AuditEntry, DutyAnswer, VocabularyEntry, local_today


def tick(session, actor, deal, content, **changes):
    given = {"is_present": True, "edition": content.edition, **changes}
    rule = given.pop("rule", content.rule)
    return contents.answer(session, actor, deal, rule.id, **given)


def content_of(session, deal, code):
    return next(each for each in contents.of(session, deal) if each.rule.code == code)


def test_a_contract_has_fourteen_contents_with_their_legal_basis(session, deal):
    found = contents.of(session, deal)

    assert len(found) == 14
    assert contents.present(found) == 0
    assert {each.rule.attributes["legal_basis_vi"] for each in found} == {
        "Điều 23 Luật số 07/2017/QH14"
    }
    assert all(each.rule.attributes["review"] == "yes" for each in found)


def test_what_is_ticked_counts_and_what_is_taken_back_does_not(session, actor, deal):
    for code in ("name", "price", "term"):
        tick(session, actor, deal, content_of(session, deal, code))
    tick(session, actor, deal, content_of(session, deal, "term"), is_present=False, note="Để sau")

    found = contents.of(session, deal)
    assert contents.present(found) == 2
    assert content_of(session, deal, "term").answer.note == "Để sau"


def test_the_second_of_two_officers_is_told_and_overwrites_nothing(session, actor, deal):
    opened = content_of(session, deal, "price")
    tick(session, actor, deal, opened, note="Điều 6")

    with pytest.raises(StaleEdit):
        tick(session, actor, deal, opened, note="Điều 7")

    assert content_of(session, deal, "price").answer.note == "Điều 6"


def test_two_officers_at_different_contents_do_not_meet(session, actor, deal):
    price, term = (content_of(session, deal, code) for code in ("price", "term"))

    tick(session, actor, deal, price)
    tick(session, actor, deal, term)

    assert contents.present(contents.of(session, deal)) == 2


def test_a_note_does_not_name_a_blind_firm(session, actor, deal):
    deal.need.blind = True
    content = content_of(session, deal, "name")

    with pytest.raises(NamesFirm):
        tick(session, actor, deal, content, note=f"Đã gửi {deal.need.organisation.name_vi}")


def test_only_a_rule_of_the_checklist_is_answered(session, actor, deal):
    other = session.scalar(select(VocabularyEntry).where(VocabularyEntry.vocabulary == "trl"))

    with pytest.raises(UnknownCode):
        contents.answer(session, actor, deal, other.id, is_present=True, edition="")


def test_the_timeline_tells_once_that_the_contract_is_whole(session, actor, deal):
    for content in contents.of(session, deal):
        tick(session, actor, deal, content)

    assert [event.text for event in deal.timeline] == ["contents: 14/14"]
    assert len(session.scalars(select(AuditEntry)).all()) == 14


def test_an_answer_keeps_its_version_and_is_asked_for_anew(session, actor, deal, revise):
    tick(session, actor, deal, content_of(session, deal, "price"))
    session.commit()
    newer = revise("contract_clauses", "price", legal_basis_vi="Điều 9 Luật mới")

    content = content_of(session, deal, "price")
    assert content.rule.valid_from == date(2018, 7, 1)
    assert content.newer.id == newer.id

    tick(session, actor, deal, content, rule=newer)
    anew = content_of(session, deal, "price")
    assert (anew.rule.id, anew.newer) == (newer.id, None)
    assert len(session.scalars(select(DutyAnswer)).all()) == 2


def test_an_unanswered_content_follows_the_newest_rule(session, deal, revise):
    newer = revise("contract_clauses", "price")

    assert content_of(session, deal, "price").rule.id == newer.id


def test_a_contract_signed_before_a_rule_changed_stays_under_the_old_one(
    session, actor, deal, revise
):
    deal.contract_date = local_today() - timedelta(days=30)
    tick(session, actor, deal, content_of(session, deal, "price"))
    session.commit()
    newer = revise("contract_clauses", "price")

    content = content_of(session, deal, "price")
    assert content.newer is None
    with pytest.raises(UnknownCode):
        tick(session, actor, deal, content, rule=newer)


def test_a_contract_older_than_every_rule_has_no_checklist(session, deal):
    deal.contract_date = date(2010, 3, 5)

    assert contents.of(session, deal) == []
