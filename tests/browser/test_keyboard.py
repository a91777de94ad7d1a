"""The keyboard alone suffices: for menus, search, a whole posting, the board; and focus is seen."""

import re

import pytest
from playwright.sync_api import expect

MANY = 120


def tab_to(page, selector, key="Tab"):
    """Press the key until the focus is on the element."""
    for _ in range(MANY):
        page.keyboard.press(key)
        if page.evaluate("selector => !!document.activeElement?.matches(selector)", selector):
            return
    pytest.fail(f"{selector} was not reached by {key}")


def write(page, name, text):
    """Walk to a field and type."""
    tab_to(page, f"[name={name}]")
    page.keyboard.insert_text(text)


def choose(page, name, value):
    """Walk to a list and go down to a value."""
    tab_to(page, f"[name={name}]")
    for _ in range(MANY):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"{name} has no {value}")


def test_the_first_stop_leads_past_the_menus(person):
    page = person().page
    page.goto("/technologies/")

    page.keyboard.press("Tab")
    link = page.locator(".skip-link")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_the_main_menu_is_walked(person):
    page = person("firm@example.org").page
    page.goto("/")

    tab_to(page, ".mainnav a[href='/needs/']")
    page.keyboard.press("Enter")

    page.wait_for_url("**/needs/")


def test_the_account_menu_opens_walks_and_closes(person):
    page = person("firm@example.org").page
    page.goto("/")
    summary = page.locator("summary.tool-account")

    tab_to(page, "summary.tool-account")
    page.keyboard.press("Enter")
    expect(page.locator("a.menu-item[href='/account/']")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("a.menu-item[href='/account/']")).to_be_hidden()
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "a.menu-item[href='/account/']")
    page.keyboard.press("Enter")

    page.wait_for_url("**/account/")


def test_the_language_changes(person):
    page = person().page
    page.goto("/needs/")

    tab_to(page, ".tool-language")
    page.keyboard.press("Enter")

    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith("/needs/")


def test_a_search_is_typed_and_sent(person):
    page = person().page
    page.goto("/")

    tab_to(page, "#topbar-q")
    page.keyboard.type("may say mit")
    page.keyboard.press("Enter")

    page.wait_for_url("**/search?q=may+say+mit")
    expect(page.locator("main a[href^='/technologies/CN-']").first).to_be_visible()


def test_a_need_is_written_and_sent(person):
    page = person("firm@example.org").page
    page.goto("/postings/new/need")

    write(page, "title_vi", "Cần máy đếm tôm giống bằng camera cho trại ương")
    write(page, "problem_vi", "Đếm bằng muỗng sai 15 %, hai bên cãi nhau. Cần máy đếm tôm giống.")
    choose(page, "province", "96")
    tab_to(page, "#group-requirements > summary")
    page.keyboard.press("Enter")
    write(page, "requirements-0-indicator", "sai số đếm")
    choose(page, "requirements-0-operator", "<=")
    write(page, "requirements-0-value", "3")
    write(page, "requirements-0-unit", "%")
    tab_to(page, "button[name=add_row][value=requirements]")
    page.keyboard.press("Enter")
    expect(page.locator("[name=requirements-1-indicator]")).to_be_focused()
    page.keyboard.insert_text("tốc độ đếm")
    tab_to(page, "button[name=remove_row][value=requirements-1]")
    page.keyboard.press("Enter")
    expect(page.locator("[name=requirements-1-indicator]")).to_have_count(0)
    tab_to(page, "button[name=then][value=submit]")
    page.keyboard.press("Enter")

    page.wait_for_url("**/needs/*/matches")


def test_the_error_summary_has_the_focus_and_leads_to_the_fields(person):
    page = person("firm@example.org").page
    page.goto("/postings/new/need")

    page.focus("button[name=then][value=submit]")
    page.keyboard.press("Enter")
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("[name=title_vi]")).to_be_focused()


def test_a_card_of_the_board_is_moved(person):
    page = person("centre@example.org").page
    page.goto("/deals/")
    stage = "[data-stage=introduced]"

    tab_to(page, f"{stage} [data-card]")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-stage=qualified]")).to_have_class(re.compile("is-target"))
    expect(page.locator("#announcer")).not_to_be_empty()
    page.keyboard.press("Escape")
    expect(page.locator(".is-target")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")

    page.wait_for_url("**/move?stage=qualified")
    expect(page.locator("[name=next_step]")).to_be_visible()


def test_a_card_of_the_board_is_dragged(person):
    page = person("centre@example.org").page
    page.goto("/deals/")
    card = page.locator("[data-stage=introduced] [data-card]").first
    card.scroll_into_view_if_needed()
    start = card.locator("[data-handle]").bounding_box()
    end = page.locator("[data-stage=qualified] .board-column-head").bounding_box()

    page.mouse.move(start["x"] + 4, start["y"] + 4)
    page.mouse.down()
    page.mouse.move(end["x"] + 40, end["y"] + 30, steps=12)
    page.mouse.up()

    page.wait_for_url("**/move?stage=qualified")


FOCUSED = """() => {
    const element = document.activeElement;
    const look = (of) => {
        const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(of);
        return [outlineStyle, outlineWidth, outlineColor, boxShadow].join(" ");
    };
    window.walked ??= [];
    if (element === document.body || window.walked.some(([each]) => each === element)) return false;
    window.walked.push([element, look(element), look]);
    return true;
}"""
UNSEEN = """() => {
    document.activeElement.blur();
    return window.walked.filter(([element, focused, look]) => look(element) === focused)
        .map(([element]) => element.outerHTML.slice(0, 120));
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("email", "path"),
    [
        (None, "/"),
        (None, "/technologies/"),
        (None, "/account/sign-in"),
        ("institute@example.org", "/postings/new/technology"),
        ("firm@example.org", "/postings/mine"),
        ("centre@example.org", "/deals/"),
        ("centre@example.org", "/inbox/"),
    ],
)
def test_the_focus_is_seen(person, email, path, scheme):
    page = person(email, color_scheme=scheme, reduced_motion="reduce").page
    page.goto(path)
    page.evaluate("document.activeElement.blur()")

    walked = 0
    for _ in range(MANY // 2):
        page.keyboard.press("Tab")
        walked += page.evaluate(FOCUSED)

    assert walked > 8
    assert page.evaluate(UNSEEN) == []
