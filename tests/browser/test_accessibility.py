"""Every page of every role: nothing serious for axe-core, no sideways scroll on a phone.

Each page is looked at on a desk in light and on a phone in dark, in both languages. The fixture
``person`` sees to it besides that no page complains in the console (which would tell of a breach
of the Content-Security-Policy) and that none asks another host for anything.
"""

from pathlib import Path

import pytest

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}

COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that depend on the theme; the others see the same page again."""

SERIOUS = """async (rules) => {
    const options = { resultTypes: ["violations"], ...(rules && { runOnly: rules }) };
    const found = await axe.run(document, options);
    return found.violations
        .filter(({ impact }) => ["serious", "critical"].includes(impact))
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).slice(0, 4)}`);
}"""
STILL = """async () => {
    await new Promise(requestAnimationFrame);
    await Promise.all(document.getAnimations().map(({ finished }) => finished));
}"""
TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.querySelectorAll("main *, header *, footer *")]
        .filter((each) => each.getBoundingClientRect().right > width + 1)
        .map(({ tagName, className }) => `${tagName}.${className}`);
    return [`scrolls sideways: ${wide.slice(0, 4).join(" | ")}`];
}"""


class Stop:
    """A page: at ``path``, or behind the first of ``links`` there, or after ``press`` on a form."""

    def __init__(self, path, *links, press=()):
        self.path, self.links, self.press = path, links, press

    def visit(self, page):
        page.goto(self.path)
        for each in self.links:
            links = page.locator(each)
            assert links.count(), f"{page.url} has no {each}"
            page.goto(links.first.get_attribute("href"))
        for each in self.press:
            with page.expect_navigation():
                page.locator(each).last.click()


SEND = "main form[method=post] button[type=submit]"
SUBMIT = "button[name=then][value=submit]"
FILES = "button[name=then][value=files]"
EDIT = "main a[href$='/edit']"
MATCHES = "main a[href$='/matches']"
ANSWER = "form[action$='/answer'] button[type=submit]"
MATCH = "main a[href^='/matches/']"
ORGANISATION = "main a[href^='/organisations/TC-']"
DEAL = "main a[href^='/deals/TV-']"
PAYMENT = "main a[href^='/deals/TV-'][href*='/payments/']"
DOCUMENT = "main a[href*='/documents/'][href$='/view']"

PAGES = {
    None: (
        Stop("/"),
        Stop("/search"),
        Stop("/search?q=may+say"),
        Stop("/search?q=zzqqxx"),
        Stop("/technologies/"),
        Stop("/technologies/?q=may+say&sort=relevance&trl=8"),
        Stop("/technologies/?q=zzqqxx"),
        Stop("/technologies/", "main a[href^='/technologies/CN-']"),
        Stop("/needs/"),
        Stop("/needs/?q=zzqqxx"),
        Stop("/needs/", "main a[href^='/needs/NC-']"),
        Stop("/organisations/"),
        Stop("/organisations/?q=zzqqxx"),
        Stop("/organisations/", ORGANISATION),
        Stop("/account/sign-in"),
        Stop("/account/sign-in", press=[SEND]),
        Stop("/account/sign-in-passkey"),
        Stop("/account/register"),
        Stop("/account/register", press=[SEND]),
        Stop("/account/reset-password"),
        Stop("/account/reset-password", press=[SEND]),
        Stop("/account/confirm"),
        Stop("/no-such-page"),
        Stop("/account/sign-out"),
    ),
    "institute@example.org": (
        Stop("/"),
        Stop("/postings/mine"),
        Stop("/postings/mine?state=removed"),
        Stop("/postings/new/technology"),
        Stop("/postings/new/technology", press=[SUBMIT]),
        Stop("/postings/mine", EDIT),
        Stop("/postings/mine", "main a[href^='/technologies/CN-']"),
        Stop("/postings/mine", MATCHES),
        Stop("/deals/"),
        Stop("/deals/list", DEAL),
        Stop("/deals/list?stage=implementing", DEAL, DOCUMENT),
        Stop("/notifications/"),
        Stop("/organisations/new"),
        Stop("/organisations/new", press=[SEND]),
        Stop("/account/", ORGANISATION),
        Stop("/account/", ORGANISATION, EDIT),
        Stop("/account/", ORGANISATION, "main a[href$='/members']"),
        Stop("/account/"),
        Stop("/account/sessions"),
        Stop("/account/change-password"),
        Stop("/account/change-password", press=[SEND]),
        Stop("/account/two-step"),
        Stop("/account/two-step", press=[SEND]),
        Stop("/account/recovery-codes"),
        Stop("/account/recovery-codes", press=[SEND]),
        Stop("/account/passkeys"),
        Stop("/admin/"),
    ),
    "firm@example.org": (
        Stop("/postings/mine"),
        Stop("/postings/new/need"),
        Stop("/postings/new/need", press=[SUBMIT]),
        Stop("/postings/mine", EDIT),
        Stop("/postings/mine?state=sent_back", EDIT),
        Stop("/postings/mine?state=sent_back", EDIT, press=[FILES]),
        Stop("/postings/mine?state=sent_back", EDIT, press=[FILES, SEND]),
        Stop("/postings/mine", "main a[href^='/needs/NC-']"),
        Stop("/postings/mine", MATCHES),
        Stop("/organisations/", ORGANISATION),
        Stop("/deals/list"),
        Stop("/deals/list", DEAL),
    ),
    "centre@example.org": (
        Stop("/inbox/"),
        Stop("/inbox/?kind=both"),
        Stop("/inbox/?kind=posting"),
        Stop("/inbox/?kind=step"),
        Stop("/inbox/", MATCH),
        Stop("/inbox/?kind=posting", "main a[href$='/review']"),
        Stop("/deals/"),
        Stop("/deals/list"),
        Stop("/deals/list?q=zzqqxx"),
        Stop("/deals/list", DEAL),
        Stop("/deals/list?stage=completed", DEAL),
        Stop("/deals/list?stage=lost", DEAL),
        Stop("/deals/list?stage=implementing", DEAL),
        Stop("/deals/list?stage=implementing", DEAL, DOCUMENT),
        Stop("/deals/list?stage=implementing", DEAL, "main a[href$='/parties']"),
        Stop("/deals/list?stage=implementing", DEAL, "main a[href$='/meetings/new']"),
        Stop("/deals/payments/list?state=due", DEAL, PAYMENT),
        Stop("/deals/list?stage=completed", DEAL, "main a[href$='/telephone']"),
        Stop("/deals/payments"),
        Stop("/deals/payments/list"),
        Stop("/deals/monday"),
        Stop("/deals/clocks"),
        Stop("/deals/reassign"),
        Stop("/figures/deals/"),
        Stop("/notifications/"),
        Stop("/account/notifications"),
        Stop("/organisations/?province=96", ORGANISATION),
    ),
    "ministry@example.org": (
        Stop("/"),
        Stop("/figures/"),
        Stop("/figures/?period=quarter"),
        Stop("/figures/deals/"),
        Stop("/deals/list"),
        Stop("/deals/list?stage=completed", DEAL),
        Stop("/needs/", "main a[href^='/needs/NC-']"),
        Stop("/inbox/"),
    ),
    "admin@example.org": (
        Stop("/admin/"),
        Stop("/admin/users"),
        Stop("/admin/users?q=zzqqxx"),
        Stop("/admin/vocabularies"),
        Stop("/admin/vocabularies", "main a[href^='/admin/vocabularies/']"),
        Stop("/admin/vocabularies/deal_stages", "main a[href^='/admin/vocabularies/entries/']"),
        Stop("/admin/audit"),
        Stop("/admin/learning"),
        Stop("/admin/mail"),
        Stop("/admin/mail", "main table a"),
        Stop("/organisations/", ORGANISATION),
        Stop("/figures/"),
    ),
}


@pytest.fixture(scope="module", autouse=True)
def waiting_and_returned(chromium, server, signed_in):
    """A need that waits, and one sent back with a mail: the first content has neither."""
    firm, centre = chromium.new_context(base_url=server), chromium.new_context(base_url=server)
    firm.add_cookies(signed_in("firm@example.org"))
    centre.add_cookies(signed_in("centre@example.org"))
    page = firm.new_page()
    for title in ("Cần máy rửa khay nuôi tôm", "Cần cách làm sạch lưới ao"):
        page.goto("/postings/new/need")
        page.fill("[name=title_vi]", title)
        page.fill("[name=problem_vi]", "Rửa bằng tay, sáu người làm cả buổi sáng.")
        page.select_option("[name=province]", "96")
        page.click("button[name=then][value=submit]")
        page.wait_for_url("**/needs/*/matches")
    review = centre.new_page()
    review.goto(page.url.replace("/needs/", "/postings/").replace("/matches", "/review"))
    review.fill("[name=reason]", "Hãy viết rõ diện tích ao và số lưới.")
    review.click("form[action$='/send_back'] button[type=submit]")
    review.wait_for_url(lambda url: "/review" not in url)
    firm.close()
    centre.close()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("email", PAGES, ids=lambda email: (email or "visitor").split("@")[0])
def test_every_page_serves_everybody(person, email, language):
    page = person(email, language=language, reduced_motion="reduce").page

    faults = [fault for stop in PAGES[email] for fault in faults_of(page, stop)]

    assert faults == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_step_of_following_a_deal_serves_everybody(person, language):
    page = person("centre@example.org", language=language, reduced_motion="reduce").page
    page.goto("/deals/")
    deals = {
        each.get_attribute("action").removesuffix("/move"): each.locator("[name=stage]").evaluate(
            "each => [...each.options].map(({ value }) => value)"
        )
        for each in page.locator("form[data-move]").all()
    }
    moves = {
        stage: f"{deal}/move?stage={stage}" for deal, stages in deals.items() for stage in stages
    }

    stops = [Stop(path) for path in moves.values()]
    stops.append(Stop(moves["lost"], press=[SEND]))
    faults = [fault for stop in stops for fault in faults_of(page, stop)]

    assert faults == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_matches_and_their_comparison_serve_everybody(person, language):
    page = person("firm@example.org", language=language, reduced_motion="reduce").page
    page.goto("/postings/mine?state=published&sort=matches")
    matches = page.locator(MATCHES).first.get_attribute("href")
    page.goto(matches)
    chosen = [each.get_attribute("value") for each in page.locator("input[name=m]").all()][:4]
    compare = matches.replace("/matches", "/compare?") + "&".join(f"m={each}" for each in chosen)

    stops = [
        Stop(matches, MATCH),
        Stop(matches + "?show=open", MATCH, press=[ANSWER]),
        Stop(matches + "?show=declined"),
        Stop(compare),
        Stop(compare.partition("?")[0]),
    ]
    faults = [fault for stop in stops for fault in faults_of(page, stop)]

    assert len(chosen) > 1
    assert faults == []


def faults_of(page, stop):
    """Return what is wrong with a page, on a desk in light and on a phone in dark."""
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")
    stop.visit(page)
    page.evaluate(f"() => {{ {AXE} }}")
    faults = page.evaluate(SERIOUS) + page.evaluate(TOO_WIDE)
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    page.locator("html[data-bs-theme=dark]").wait_for(state="attached")
    page.evaluate(STILL)
    faults += page.evaluate(SERIOUS, COLOURS) + page.evaluate(TOO_WIDE)
    return [f"{page.url}: {fault}" for fault in faults]
