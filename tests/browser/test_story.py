"""The whole story: posted, matched, answered, followed to its end; in both languages, and bare."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.subjects import DRIER, SHELLS, SLUDGE

STAGES = (
    ("introduced", {"fit": "Đúng công suất và đúng nguyên liệu của bên cầu."}),
    ("qualified", {"supply_answer": "good", "demand_answer": "good"}),
    ("trial", {"check_kind": "visit", "requirements": "all", "check_note": "Đến trại ngày 3."}),
    ("negotiation", {"trial_minutes": "Chạy thử ba ngày, các chỉ tiêu đều đạt."}),
    (
        "contracted",
        {"contract_number": "12/2026/HĐ-CGCN", "value_signed": "850 triệu"},
    ),
    ("implementing", {"registration": "other"}),
    ("completed", {"acceptance_minutes": "Đã nghiệm thu, bàn giao và đào tạo bốn người."}),
)
"""Every stage on the way, with what has to be written down before it is entered."""

PATHS = [
    pytest.param({"language": "vi"}, SLUDGE, id="in Vietnamese"),
    pytest.param({"language": "en"}, SHELLS, id="in English"),
    pytest.param({"java_script_enabled": False}, DRIER, id="without JavaScript"),
]


@pytest.mark.parametrize(("options", "subject"), PATHS)
def test_a_technology_and_a_need_meet_and_are_taken_to_completion(person, options, subject):
    institute = person("institute@example.org", **options).page
    firm = person("firm@example.org", **options).page
    centre = person("centre@example.org", **options).page
    ministry = person("ministry@example.org", **options).page
    admin = person("admin@example.org", **options).page
    completed_before = completed_deals(ministry)

    technology = post_technology(institute, subject)
    publish(admin, technology)
    need = post_need(firm, subject, technology)
    publish_from_inbox(centre, need)

    match = say_yes_as_firm(firm, need, technology, subject)
    say_yes_as_institute(institute, technology, need, match)
    deal = accept(centre, match, need)
    complete(centre, deal)

    for side in (firm, institute):
        reads_the_completed_deal(side, deal)
    assert completed_deals(ministry) == completed_before + 1
    for email in ("firm@example.org", "institute@example.org"):
        assert deal in mail_about(admin, email, deal)


def post_technology(page, subject):
    """Post and submit; returns the code. The page that follows shows the first suggestions."""
    page.goto("/postings/new/technology")
    write_words(page, subject, {name: name for name in ("title", "summary", "problem")})
    page.select_option("[name=kind]", index=1)
    page.select_option("[name=vn_field]", label=option_of(page, "vn_field", 5))
    page.select_option("[name=trl]", "8")
    page.check("[name=ip_types] >> nth=0")
    page.select_option("[name=ip_status]", "not_filed")
    page.select_option("[name=transfer_right]", "right.use")
    page.select_option("[name=state_funding]", "none")
    page.click("#group-benefits > summary")
    for index, benefit in enumerate(subject.benefits):
        if index:
            page.click("button[name=add_row][value=benefits]")
        for name, value in zip(
            ("indicator", "today", "with_technology", "unit"), benefit, strict=True
        ):
            page.fill(f"[name=benefits-{index}-{name}]", value)
    page.click("button[name=then][value=submit]")
    page.wait_for_url("**/technologies/*/matches")

    expect(page.locator("[id^=match-]").first).to_be_visible()
    return code_in(page.url)


def post_need(page, subject, technology):
    """Post and submit a need with a requirement; returns the code."""
    page.goto("/postings/new/need")
    write_words(page, subject, {"title": "need", "problem": "trouble"})
    page.select_option("[name=province]", "96")
    page.click("#group-requirements > summary")
    for name, value in subject.requirement.items():
        if name == "operator":
            page.select_option(f"[name=requirements-0-{name}]", value)
        else:
            page.fill(f"[name=requirements-0-{name}]", value)
    page.click("button[name=then][value=submit]")
    page.wait_for_url("**/needs/*/matches")

    expect(suggestion(page, technology)).to_be_visible()
    return code_in(page.url)


def write_words(page, subject, names):
    """Fill the fields ``names`` from the subject, with their English where it has some."""
    for field, name in names.items():
        page.fill(f"[name={field}_vi]", getattr(subject, name))
        if name in subject.english:
            page.click(f"details.english:has([name={field}_en]) > summary")
            page.fill(f"[name={field}_en]", subject.english[name])


def option_of(page, name, index):
    """Return the label of the option at ``index``."""
    return page.locator(f"[name={name}] option").nth(index).inner_text()


def code_in(url):
    """Return the public code that stands in an address."""
    return re.search(r"(CN|NC|TV)-\d{4}-\d{6}", url)[0]


def publish(page, code):
    """Read a posting as its reviewer and let it out."""
    page.goto(f"/postings/{code}/review")
    page.click("form[action$='/publish'] button[type=submit]")
    page.wait_for_url(lambda url: "/review" not in url)
    expect(page.locator("[role=status].alert")).to_be_visible()


def publish_from_inbox(page, code):
    """Find a need among what waits and publish it."""
    page.goto("/inbox/?kind=posting")
    page.locator(f"main a[href='/postings/{code}/review']").first.click()
    page.wait_for_url("**/review")
    publish(page, code)


def suggestion(page, technology):
    """Return the suggestion of a technology in a list."""
    return page.locator("[id^=match-]").filter(has_text=technology)


def say_yes_as_firm(page, need, technology, subject):
    """Open the match, read why, and answer; returns the path of the match."""
    page.goto(f"/needs/{need}/matches")
    suggestion(page, technology).locator("a[href^='/matches/']").first.click()
    page.wait_for_url("**/matches/*")
    expect(page.locator(".terms mark").first).to_be_visible()
    expect(page.locator(".match-sides mark").first).to_be_visible()
    requirement = page.locator(".verdict-met")
    expect(requirement).to_contain_text(subject.requirement["indicator"])
    match = re.search(r"/matches/\d+", page.url)[0]
    answer(page)
    return match


def say_yes_as_institute(page, technology, need, match):
    """Come from the technology's list of needs and answer."""
    page.goto("/postings/mine")
    page.locator(f"a[href='/technologies/{technology}/matches']").first.click()
    page.wait_for_url("**/matches")
    page.locator(f"[id^=match-] a[href='{match}']").first.click()
    page.wait_for_url(f"**{match}")
    expect(page.locator("main")).to_contain_text(need)
    answer(page)


def answer(page):
    """Say that the match is good."""
    page.check("[name=code][value=good]")
    page.fill("[name=note]", "Có thể gặp trong tuần tới.")
    page.click("form[action$='/answer'] button[type=submit]")
    expect(page.locator("[role=status].alert")).to_be_visible()
    expect(page.locator("[name=code][value=good]")).to_be_checked()


def accept(page, match, need):
    """Find the match among those that both sides want, accept it; returns the deal's code."""
    page.goto("/inbox/?kind=both")
    waiting = page.locator(".waiting > li").filter(has_text=need)
    waiting.locator(f"form[action$='{match}/accept'] button").click()
    page.wait_for_url("**/deals/*")
    return code_in(page.url)


def complete(page, deal):
    """Take the deal through every stage; each asks for its evidence and for the next step."""
    for stage, evidence in STAGES:
        page.goto(f"/deals/{deal}")
        page.locator(f"main a[href*='stage={stage}']").first.click()
        page.wait_for_url("**/move?*")
        asks_for_everything(page, stage)
        for name, value in evidence.items():
            fill(page, name, value)
        if stage != "completed":
            page.fill("[name=next_step]", f"Chuẩn bị cho bước sau {stage}")
        send_move(page)
        page.wait_for_url(f"**/deals/{deal}")
        expect(page.locator("[role=status].alert")).to_contain_text(deal)


def asks_for_everything(page, stage):
    """Send the form without evidence or next step: it comes back and says so."""
    for each in page.locator("form[action$='/move'] :is(textarea, input[type=text])").all():
        each.fill("")
    for each in page.locator("form[action$='/move'] select:not([name=owner])").all():
        each.select_option("")
    send_move(page)
    expect(page.locator("[data-error-summary]")).to_be_visible()
    if stage != "completed":
        expect(page.locator("[name=next_step]")).to_have_attribute("aria-invalid", "true")


def send_move(page):
    page.locator("form[action$='/move'] .form-buttons button[type=submit]").click()


def fill(page, name, value):
    """Fill a field of whatever kind it is."""
    field = page.locator(f"[name={name}]")
    tag = field.first.evaluate("each => each.type")
    if tag == "checkbox":
        for each in field.all():
            each.check()
    elif tag == "radio":
        page.check(f"[name={name}][value={value}]")
    elif tag == "select-one":
        field.select_option(value)
    else:
        field.fill(value)


def reads_the_completed_deal(page, deal):
    """Find the deal among one's own; its page tells the stage, the contract and what happened."""
    page.goto("/deals/list")
    page.locator(f"main a[href='/deals/{deal}']").first.click()
    page.wait_for_url(f"**/deals/{deal}")
    expect(page.locator(".page-pretitle")).to_contain_text(deal)
    expect(page.locator(".stage-line li:last-child")).to_have_attribute("aria-current", "step")
    expect(page.locator("main")).to_contain_text("12/2026/HĐ-CGCN")
    assert page.locator("ol.events > li, .event").count() >= len(STAGES)
    assert page.locator("form[action$='/notes']").count() == 0


def completed_deals(page):
    """Return how many deals were completed, as the ministry reads it."""
    page.goto("/figures/")
    return int(page.locator(".figures .figure-card dd").nth(4).inner_text().replace(".", ""))


def mail_about(page, email, deal):
    """Return the text of the newest mail to ``email`` about ``deal``, as administrators read it."""
    subject = page.locator("main table a", has_text=deal)
    for _ in range(180):  # the worker writes it in one of its next rounds
        page.goto(f"/admin/mail?to={email}")
        if subject.count():
            break
        page.wait_for_timeout(500)
    subject.first.click()
    page.wait_for_url(re.compile(r"/admin/mail/\d+"))
    return page.locator("main").inner_text()
