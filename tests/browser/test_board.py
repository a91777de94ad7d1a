"""A card of the board goes to another stage by mouse, finger and keyboard, or stays."""

import re

import pytest
from playwright.sync_api import expect

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
CARD = "[data-stage=introduced] [data-card]"


@pytest.fixture
def board(person):
    def open_as(**options):
        who = person("centre@example.org", **options)
        who.page.goto("/deals/")
        who.page.locator(CARD).first.scroll_into_view_if_needed()
        return who

    return open_as


class Finger:
    """A finger on the screen, as the browser's own protocol puts it there."""

    def __init__(self, who):
        self.session = who.context.new_cdp_session(who.page)

    def send(self, kind, *points):
        touches = [{"x": x, "y": y} for x, y in points]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def down(self, x, y):
        self.at = (x, y)
        self.send("touchStart", self.at)

    def move(self, x, y, steps=10):
        (left, top), self.at = self.at, (x, y)
        for step in range(1, steps + 1):
            share = step / steps
            self.send("touchMove", (left + (x - left) * share, top + (y - top) * share))

    def up(self):
        self.send("touchEnd")


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_finger_drags_a_card_by_its_handle(board):
    who = board(viewport={"width": 1280, "height": 800}, has_touch=True)
    page, finger = who.page, Finger(who)
    handle = page.locator(f"{CARD} [data-handle]").first
    head = middle(page.locator("[data-stage=qualified] .board-column-head"))

    finger.down(*middle(handle))
    finger.move(*head)
    expect(page.locator("[data-stage=qualified]")).to_have_class(re.compile("is-target"))
    finger.up()

    page.wait_for_url("**/move?stage=qualified")


def test_on_a_phone_the_board_scrolls_under_a_card_held_at_its_edge(board):
    who = board(**PHONE)
    page, finger = who.page, Finger(who)
    x, y = middle(page.locator(f"{CARD} [data-handle]").first)

    finger.down(x, y)
    finger.move(352, y)
    expect(page.locator("[data-stage=qualified]")).to_have_class(re.compile("is-target"))
    finger.up()

    page.wait_for_url(re.compile(r"/move\?stage=\w+"))


def test_a_finger_beside_the_handle_scrolls_and_moves_nothing(board):
    who = board(**PHONE)
    page, finger = who.page, Finger(who)
    x, y = middle(page.locator(f"{CARD} .board-card-title").first)

    finger.down(x, y)
    finger.move(x - 150, y)
    finger.up()

    expect(page.locator(".is-dragging")).to_have_count(0)
    assert page.url.endswith("/deals/")


def test_a_mouse_lets_go_of_a_card_over_nothing_and_it_stays(board):
    page = board().page
    x, y = middle(page.locator(f"{CARD} [data-handle]").first)

    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 40, steps=5)
    expect(page.locator(".is-dragging")).to_have_count(1)
    page.keyboard.press("Escape")
    page.mouse.up()

    expect(page.locator(".is-dragging, .board-placeholder, .is-target")).to_have_count(0)
    assert page.url.endswith("/deals/")


def test_a_card_far_down_goes_to_a_column_that_ends_above_it(board):
    page = board().page
    x, y = middle(page.locator(f"{CARD} [data-handle]").first)
    target = page.locator("[data-stage=qualified]").bounding_box()

    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(target["x"] + 60, target["y"] + target["height"] + 200, steps=8)
    expect(page.locator("[data-stage=qualified]")).to_have_class(re.compile("is-target"))
    page.mouse.up()

    page.wait_for_url("**/move?stage=qualified")


def test_the_keyboard_chooses_asks_and_moves(board):
    page = board().page
    card = page.locator(CARD).first

    card.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-stage=qualified]")).to_have_class(re.compile("is-target"))
    expect(page.locator("#announcer")).not_to_be_empty()
    page.keyboard.press("Enter")

    page.wait_for_url("**/move?stage=qualified")


def test_a_step_is_worked_off_on_the_monday_page_by_keyboard(person):
    page = person("centre@example.org").page
    page.goto("/deals/monday")
    row = page.locator(".monday-row").first
    code = row.get_attribute("id")
    row = page.locator(f"#{code}")

    row.locator("a[href*='/monday/postpone']").focus()
    page.keyboard.press("Enter")
    expect(row.locator("input[name=due]")).to_be_focused()
    page.keyboard.press("Tab")
    row.locator("button[type=submit]").focus()
    page.keyboard.press("Enter")

    expect(row.locator("[role=status]")).to_be_visible()
    assert page.url.endswith("/deals/monday")


_SEND_AT_ONCE = """() => new MutationObserver((changes, observer) => {
  const button = document.querySelector(".monday-form button[type=submit]");
  if (button) { observer.disconnect(); button.click(); }
}).observe(document.body, { childList: true, subtree: true })"""


def test_a_form_brought_into_the_monday_page_may_be_sent_the_moment_it_appears(person):
    page = person("centre@example.org").page
    page.goto("/deals/monday")
    page.evaluate(_SEND_AT_ONCE)

    with page.expect_request(lambda sent: sent.method == "POST") as sent:
        page.locator(".monday-row a[href*='/monday/postpone']").last.click()

    assert sent.value.resource_type == "xhr", "the whole page was sent instead of the row"
