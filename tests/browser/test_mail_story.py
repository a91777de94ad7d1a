"""What people hear of a deal by mail: to its result, or to its end without one."""

import re
import sqlite3

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import text_of
from tests.browser.subjects import AERATOR, FEEDER
from tests.browser.test_accessibility import Stop, faults_of
from tests.browser.test_story import (
    accept,
    complete,
    post_need,
    post_technology,
    publish,
    publish_from_inbox,
    say_yes_as_firm,
    say_yes_as_institute,
    send_move,
)

SIDES = ("firm@example.org", "institute@example.org")
QUESTION = "Thứ Năm tuần sau hai bên ra xem ao được không?"
ANSWER = "Được, mời hai bên tám giờ sáng, ao số ba đang sục khí."
TOLD = "Hai bên chưa tìm được mức giá phù hợp"
SENTENCE = "Gần sáng tôm không còn nổi đầu, tiền điện bớt gần một nửa."


@pytest.fixture
def people(person):
    """The pages of those who take part, by name."""
    names = ("institute", "firm", "centre", "admin")
    return {name: person(f"{name}@example.org").page for name in names}


def opened(people, subject):
    """Bring a technology and a need together until the centre follows them; return the deal."""
    technology = post_technology(people["institute"], subject)
    publish(people["admin"], technology)
    need = post_need(people["firm"], subject, technology)
    publish_from_inbox(people["centre"], need)
    match = say_yes_as_firm(people["firm"], need, technology, subject)
    say_yes_as_institute(people["institute"], technology, need, match)
    return accept(people["centre"], match, need), technology


def link_in(message, path):
    """Return the first address in a mail that goes to ``path``."""
    return re.search(rf"https?://\S+{path}\S*", text_of(message))[0]


def test_a_deal_is_played_from_the_inbox_to_what_it_has_brought(
    people, person, post_office, inbox, instance
):
    deal, technology = opened(people, AERATOR)
    for email in SIDES:
        post_office.wait_for(email, deal)

    writes_to_the_parties(people["centre"], deal)
    asked = post_office.wait_for("firm@example.org", QUESTION)
    people["firm"].goto(link_in(asked, f"/deals/{deal}"))
    expect(people["firm"].locator("main")).to_contain_text(QUESTION)

    inbox.answer(asked, "firm@example.org", ANSWER)
    post_office.wait_for("institute@example.org", ANSWER)
    people["centre"].goto(f"/deals/{deal}")
    expect(people["centre"].locator(".thread .said").last).to_contain_text(ANSWER)

    complete(people["centre"], deal)
    half_a_year_goes_by(instance, deal)
    letter = post_office.wait_for("firm@example.org", "/impact/")
    visitor = person().page
    tells_what_it_brought(visitor, link_in(letter, "/impact/"))

    confirms(people["centre"], deal)
    visitor.goto(f"/technologies/{technology}")
    expect(visitor.locator("main")).to_contain_text(SENTENCE)


def writes_to_the_parties(page, deal):
    page.goto(f"/deals/{deal}")
    page.fill("[name=message]", QUESTION)
    page.click("form[action$='/messages'] button[type=submit]")
    expect(page.locator("#conversation .thread")).to_contain_text(QUESTION)


def half_a_year_goes_by(instance, deal):
    """Let the first question about the result be due today: nobody can wait for it here."""
    with sqlite3.connect(instance / "matchmaker.sqlite", timeout=30) as database:
        changed = database.execute(
            "UPDATE impact_check SET due = date('now') WHERE months = 6"
            " AND deal_id = (SELECT id FROM deal WHERE code = ?)",
            (deal,),
        )
    database.close()
    assert changed.rowcount == 1


def tells_what_it_brought(page, link):
    """Answer without an account; the link serves once."""
    assert faults_of(page, Stop(link)) == []
    page.fill("[name=revenue]", "45 triệu")
    page.fill("[name=jobs]", "2")
    page.fill("[name=sentence]", SENTENCE)
    page.check("[name=publishable]")
    page.click("form[action*='/impact/'] button[type=submit]")
    expect(page.locator("[role=status].alert")).to_be_visible()
    page.goto(link)
    expect(page.locator("main")).to_contain_text(SENTENCE)
    assert page.locator("[name=sentence]").count() == 0


def confirms(page, deal):
    """Read the answer on the page of the deal, and let it stand."""
    page.goto(f"/deals/{deal}")
    expect(page.locator("main")).to_contain_text(SENTENCE)
    page.locator("form[action$='/confirm'] button[type=submit]").first.click()
    expect(page.locator("[role=status].alert")).to_be_visible()


def test_a_deal_is_lost_and_both_sides_are_told_why_and_what_next(people, post_office):
    deal, _technology = opened(people, FEEDER)

    centre = people["centre"]
    centre.goto(f"/deals/{deal}/move?stage=lost")
    centre.select_option("[name=loss_reason]", "price")
    centre.check("[name=loss_party][value=demand]")
    centre.fill("[name=loss_note]", "Chỉ thu xếp được một nửa giá.")
    send_move(centre)
    centre.wait_for_url(f"**/deals/{deal}")

    for email, name in zip(SIDES, ("firm", "institute"), strict=True):
        said = text_of(post_office.wait_for(email, TOLD))
        assert deal in said
        assert "Chỉ thu xếp được một nửa giá." not in said
        assert re.search(r"https?://\S+/(matches|postings|needs|technologies)/", said)
        page = people[name]
        page.goto(f"/deals/{deal}")
        expect(page.locator("main")).to_contain_text(TOLD)
