"""Writing to the parties of a deal: without a reload, by keyboard, and without losing a word."""

from playwright.sync_api import expect

BOX = "#conversation textarea"


def open_deal(page):
    """Open a deal of the demonstration that still takes messages."""
    page.goto("/deals/list?stage=negotiation")
    page.locator("table a[href*='/deals/TV-']").first.click()
    page.wait_for_url("**/deals/TV-*")


def test_a_message_is_sent_by_keyboard_and_the_page_stays(person):
    page = person("centre@example.org").page
    open_deal(page)
    address = page.url

    page.locator(BOX).fill("Mời hai bên họp thứ Ba, 8 giờ 30.")
    for past in ("Kèm tệp", "Gửi tin nhắn"):
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text(past)
    with page.expect_response("**/messages"):
        page.keyboard.press("Enter")

    expect(page.locator("#conversation .said-text").last).to_have_text(
        "Mời hai bên họp thứ Ba, 8 giờ 30."
    )
    expect(page.locator("#announcer")).to_have_text("Đã gửi tin nhắn.")
    expect(page.locator(BOX)).to_be_focused()
    expect(page.locator(BOX)).to_have_value("")
    assert page.url == address


def test_an_empty_message_is_refused_at_the_box(person):
    page = person("centre@example.org").page
    open_deal(page)

    with page.expect_response("**/messages"):
        page.locator("#conversation button[type=submit]").click()

    expect(page.locator("#conversation .field-error")).to_contain_text("Hãy viết nội dung")
    expect(page.locator(BOX)).to_be_focused()


def test_without_a_connection_the_words_stay_in_the_box(person):
    who = person("centre@example.org")
    open_deal(who.page)
    who.page.locator(BOX).fill("Tin gửi lúc mất mạng")

    who.context.set_offline(True)
    who.page.locator("#conversation button[type=submit]").click()

    expect(who.page.locator("[data-send-failed]")).to_be_visible()
    expect(who.page.locator(BOX)).to_have_value("Tin gửi lúc mất mạng")

    who.context.set_offline(False)
    with who.page.expect_response("**/messages"):
        who.page.locator("#conversation button[type=submit]").click()

    expect(who.page.locator("#conversation .said-text").last).to_have_text("Tin gửi lúc mất mạng")
    expect(who.page.locator("[data-send-failed]")).to_be_hidden()
