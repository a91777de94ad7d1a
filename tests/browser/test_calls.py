"""On a phone two taps write a call down and one takes it back; the keyboard does it too."""

from playwright.sync_api import expect

from tests.browser.test_keyboard import tab_to

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}


def open_deal(page, stage):
    """Open the first deal of the officer's in ``stage``."""
    page.goto(f"/deals/list?stage={stage}")
    page.locator("tbody th a").first.click()
    page.wait_for_url("**/deals/TV-*")


def test_two_taps_write_a_call_and_a_third_takes_it_back(person):
    page = person("centre@example.org", **PHONE).page
    open_deal(page, "qualified")
    undo = page.get_by_role("button", name="Bỏ cuộc gọi")
    expect(undo).to_have_count(0)

    page.get_by_text("Đã gọi bên cầu").tap()
    page.get_by_role("button", name="Không nghe máy").and_(page.locator(":visible")).tap()

    expect(page.locator(".call-list li").first).to_contain_text("Bên cầu: Không nghe máy")
    expect(undo).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    undo.tap()
    expect(undo).to_have_count(0)


def test_the_keyboard_writes_a_call_with_its_words(person):
    page = person("centre@example.org").page
    open_deal(page, "trial")

    tab_to(page, ".call summary")
    page.keyboard.press("Enter")
    tab_to(page, "[name=said]")
    page.keyboard.insert_text("Hẹn sáng thứ Hai")
    tab_to(page, "[value=later]", key="Shift+Tab")
    page.keyboard.press("Enter")

    page.wait_for_url("**#calls")
    expect(page.locator(".call-list").get_by_text("Hẹn sáng thứ Hai")).to_be_visible()
