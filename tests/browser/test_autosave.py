"""Nothing typed is lost: not by a reload, a lost connection or an ended session."""

import csv
import re

from playwright.sync_api import expect

from matchmaker.config import SEED_DATA

TITLE, PROBLEM = "[name=title_vi]", "[name=problem_vi]"
SAVED = re.compile(r"\d\d:\d\d")


def begin(page, title):
    """Begin a technology and wait until its draft has been saved; returns its address."""
    page.goto("/postings/new/technology")
    page.fill(TITLE, title)
    page.wait_for_url("**/postings/CN-*/edit")
    expect(status(page)).to_have_text(SAVED)
    return page.url


def status(page):
    """Return what tells how the saving goes."""
    return page.locator("[data-autosave-status]")


def restore(page):
    """Take up the offer of what this machine still keeps."""
    status(page).locator("button").first.click()


def test_a_draft_is_saved_while_it_is_typed(person):
    page = person("institute@example.org").page
    begin(page, "Bẫy đèn năng lượng mặt trời cho ruộng lúa")
    with page.expect_response("**/autosave"):
        page.fill(PROBLEM, "Rầy nâu vào đèn mà nông dân không hay.")

    page.reload()

    expect(page.locator(TITLE)).to_have_value("Bẫy đèn năng lượng mặt trời cho ruộng lúa")
    expect(page.locator(PROBLEM)).to_have_value("Rầy nâu vào đèn mà nông dân không hay.")
    expect(status(page)).to_be_empty()


def test_what_was_typed_a_moment_before_leaving_is_offered_again(person):
    page = person("institute@example.org").page
    page.goto("/postings/new/technology")
    page.fill(TITLE, "Máy gặt bờ thửa nhỏ")

    page.reload()
    restore(page)

    expect(page.locator(TITLE)).to_have_value("Máy gặt bờ thửa nhỏ")
    page.wait_for_url("**/postings/CN-*/edit")


def test_a_lost_connection_is_told_and_made_up_for(person):
    who = person("institute@example.org")
    address = begin(who.page, "Phao đo mặn truyền tin qua mạng di động")

    who.context.set_offline(True)
    who.page.fill(PROBLEM, "Mặn về ban đêm, không ai đo kịp.")
    expect(status(who.page)).to_have_class(re.compile("is-bad"))
    who.context.set_offline(False)
    expect(status(who.page)).not_to_have_class(re.compile("is-bad"))
    expect(status(who.page)).to_have_text(SAVED)

    elsewhere = person("institute@example.org").page
    elsewhere.goto(address)
    expect(elsewhere.locator(PROBLEM)).to_have_value("Mặn về ban đêm, không ai đo kịp.")
    who.complaints.clear()  # the lost line was told in the console as well


def test_what_was_typed_without_a_connection_is_offered_when_the_page_opens_again(person):
    who = person("institute@example.org")
    address = begin(who.page, "Cân tự động phân loại xoài theo khối lượng")
    who.context.set_offline(True)
    who.page.fill(PROBLEM, "Phân loại bằng tay, mỗi ca sáu người.")
    expect(status(who.page)).to_have_class(re.compile("is-bad"))
    who.page.close()
    who.context.set_offline(False)

    page = who.context.new_page()
    page.goto(address)
    restore(page)

    expect(page.locator(PROBLEM)).to_have_value("Phân loại bằng tay, mỗi ca sáu người.")
    who.complaints.clear()


def test_an_ended_session_loses_nothing(person):
    who = person().sign_in("institute@example.org")
    address = begin(who.page, "Chế phẩm vi sinh phân hủy rơm rạ")

    who.context.clear_cookies()
    who.page.fill(PROBLEM, "Đốt rơm khói mù cả xã, đất ngày một chai.")
    expect(status(who.page)).to_have_class(re.compile("is-bad"))
    who.sign_in("institute@example.org")
    who.page.goto(address)
    restore(who.page)

    expect(who.page.locator(PROBLEM)).to_have_value("Đốt rơm khói mù cả xã, đất ngày một chai.")
    expect(status(who.page)).to_have_text(SAVED)
    who.complaints.clear()


def test_a_form_sent_after_the_session_ended_is_offered_again(person):
    who = person().sign_in("firm@example.org")
    who.page.goto("/postings/new/need")
    who.page.fill(TITLE, "Cần cách xử lý mùi xưởng bột cá")
    who.context.clear_cookies()

    who.page.click("button[name=then][value=save]")
    who.page.wait_for_load_state()
    who.sign_in("firm@example.org")
    who.page.goto("/postings/new/need")
    restore(who.page)

    expect(who.page.locator(TITLE)).to_have_value("Cần cách xử lý mùi xưởng bột cá")


def test_what_a_draft_resembles_is_told_while_it_is_typed(person):
    page = person("institute@example.org").page
    with (SEED_DATA / "technologies.csv").open(encoding="utf-8", newline="") as file:
        there = next(row for row in csv.DictReader(file) if row["description_vi"])
    begin(page, "Bản nháp")
    expect(page.locator("#duplicates")).to_be_empty()

    for name in ("title_vi", "summary_vi", "problem_vi", "description_vi"):
        page.locator(f"[name={name}]").evaluate(
            "field => field.closest('details')?.setAttribute('open', '')"
        )
        page.fill(f"[name={name}]", there[name])
    expect(page.locator("#duplicates")).to_contain_text(there["title_vi"])

    for name in ("title_vi", "summary_vi", "problem_vi", "description_vi"):
        page.fill(f"[name={name}]", f"Việc khác hẳn {name}")
    expect(page.locator("#duplicates")).to_be_empty()
