"""What nobody should send: every form and every address answers it with a page that helps."""

import io
import json
import re
import unicodedata
from urllib.parse import quote, urljoin

import pytest
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from tests.web.page_forms import forms_of
from tests.web.world import cookies, small_world

pytestmark = pytest.mark.slow

MULTIPART = "multipart/form-data"
MARK = "Zặq9"
SCRIPT = f"{MARK}<script>alert(1)</script><img src=x onerror=alert(2)>\"'>{{{{7*7}}}}"
TYPED = {
    "nothing": "",
    "blanks": " \t\n ",
    "NUL": f"{MARK}\x00 mít",
    "unseen characters": f"{MARK}\u200b\u202e\ufeff m\u2066ít",
    "decomposed": unicodedata.normalize("NFD", f"{MARK} Mít sấy dẻo"),
    "HTML": SCRIPT,
    "SQL": f"{MARK}'); DROP TABLE posting; --",
    "templates": f"{MARK} {{{{7*7}}}} ${{7*7}} %(x)s %s {{0}}",
    "a long text": f"{MARK} " + "mít " * 6000,
    "a long word": MARK + "a" * 5000,
    "pictures of fish": MARK + "🐟" * 60,
    "1e999": "1e999",
    "nan": "nan",
    "an Arabic three": "٣",
    "minus five": "-5",
    "beyond bigint": "9" * 25,
    "beyond all numbers": "9" * 5000,
    "a day that is not": "31/02/2026",
    "the first day": "01/01/0001",
    "the last day": "31/12/9999",
    "the last day, by the calendar": "9999-12-31",
}
BODIES = {
    "nothing": (b"", "application/x-www-form-urlencoded"),
    "JSON": (json.dumps({"title_vi": ["x"]}).encode(), "application/json"),
    "broken JSON": (b"{", "application/json"),
    "text": (b"title_vi=x", "text/plain"),
    "no boundary": (b"--x\r\n", "multipart/form-data"),
    "broken parts": (b"--x\r\nContent-Disposition: form", "multipart/form-data; boundary=x"),
    "no UTF-8": (b"title_vi=%ff%fe&name=%ed%a0%80&code=\xff", "application/x-www-form-urlencoded"),
    "an unknown charset": (b"title_vi=x", "application/x-www-form-urlencoded; charset=klingon"),
}


@pytest.fixture
def world(app, session, factories):
    made = small_world(app, session, factories)
    made.cookies = cookies(app, session, made.people)
    return made


@pytest.fixture
def browser(app, world):
    """A function: a browser of a role that checks its pages, and was used for nothing before."""

    def make(role):
        client = app.test_client()
        if role in world.cookies:
            client.set_cookie("session", world.cookies[role])
        return client

    return make


@pytest.fixture
def nothing_stays(monkeypatch, world):
    """Let every request see what it wrote, and undo it at its end."""
    monkeypatch.setattr(Session, "commit", Session.flush)


def pages(world):
    """Return, by role, the pages that hold forms."""
    offered, asked, deal = world.technology, world.need, world.deal["open"]
    stages = ("introduced", "paused", "lost")
    return {
        "visitor": [
            "/account/sign-in",
            "/account/register",
            "/account/reset-password",
            "/account/confirm",
        ],
        "person": [
            "/account/",
            "/account/change-password",
            "/account/verify",
            "/account/two-step",
            "/account/passkeys",
            "/account/recovery-codes",
            "/organisations/new",
            f"/organisations/invitations/{world.token}",
        ],
        "institute": [
            "/postings/new/technology",
            "/postings/mine",
            f"/postings/{offered['draft'].code}/edit",
            f"/postings/{offered['published'].code}/edit",
            f"/postings/{offered['expired'].code}/renew",
            f"/technologies/{offered['published'].code}",
            f"/technologies/{offered['published'].code}/matches",
            f"/attachments/of/{offered['published'].code}",
            f"/matches/{world.match['published'].id}",
        ],
        "centre2": ["/account/"],
        "firm": [
            "/account/sessions",
            "/postings/new/need",
            "/postings/mine?state=removed",
            f"/postings/{asked['draft'].code}/edit",
            f"/postings/{asked['blind published'].code}/edit",
            f"/needs/{asked['submitted'].code}",
            f"/matches/{world.match['published'].id}",
            f"/organisations/{world.organisation.code}/edit",
            f"/organisations/{world.organisation.code}/members",
        ],
        "centre": [
            "/inbox/",
            "/deals/",
            f"/postings/{asked['submitted'].code}/review",
            f"/organisations/{world.organisation.code}",
            f"/organisations/{world.unverified.code}",
            f"/deals/{deal.code}",
            *(f"/deals/{deal.code}/move?stage={stage}" for stage in stages),
        ],
        "admin": [
            "/admin/users",
            f"/admin/vocabularies/entries/{world.entry.id}",
            f"/organisations/{world.organisation.code}/edit",
        ],
    }


@pytest.fixture
def forms(app, world, browser):
    """Every form there is, once for each endpoint and set of fields, with its role."""
    found, adapter = {}, app.url_map.bind("localhost")
    for role, paths in pages(world).items():
        for path in paths:
            answer = browser(role).get(path)
            assert answer.status_code == 200, (path, answer.status_code)
            for form in forms_of(answer.text):
                endpoint, values = adapter.match(form.action.partition("?")[0], "POST")
                kind = (endpoint, values.get("side"), values.get("move"), *form.fields)
                if endpoint != "security.logout":
                    found.setdefault(kind, (role, form))
    return list(found.values())


def typed_into(form, text):
    return {name: text for name, each in form.fields.items() if each.is_text}


def test_the_forms_of_these_pages_are_all_there_are(app, forms):
    """Those left out are sent by scripts with the fields of a form that is here."""
    adapter = app.url_map.bind("localhost")
    reached = {adapter.match(form.action.partition("?")[0], "POST")[0] for _role, form in forms}
    there = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    by_script = {
        "technologies.visit",
        "needs.visit",
        "postings.autosave",
        "postings.autosave_new",
        "postings.completeness",
        "security.wan_register_response",
        "security.wan_signin_response",
        "security.wan_verify_response",
    }
    in_the_middle_of_signing_in = {
        each for each in there if each.startswith(("security.tf_", "security.two_", "security.mf_"))
    } | {
        "security.confirm_email",
        "security.reset_password",
        "security.wan_signin",
        "security.wan_verify",
        "security.wan_delete",
        "security.logout",
    }

    assert there - reached - by_script - in_the_middle_of_signing_in == set()


def send(client, form, sent, path=None):
    """Send ``form`` and check what holds for every answer."""
    options = {"content_type": MULTIPART} if form.multipart else {}
    answer = client.post(path or form.action, data=MultiDict(sent), **options)
    check(answer, form.action)
    return answer


def check(answer, address):
    """Fail where an answer is a fault, says nothing, or runs what was typed."""
    text = answer.text if answer.mimetype in {"text/html", "application/json"} else ""
    assert answer.status_code < 500, (address, text[-3000:])
    assert "Traceback" not in text, address
    assert "<script>alert" not in text, address
    assert "<img src=x" not in text, address
    assert f"{MARK} 49" not in text, address
    if answer.status_code >= 400 and answer.mimetype == "text/html":
        told = ("error-page", "alert", "field-error", "is-invalid", "vừa được người khác")
        over = answer.status_code == 410
        assert over or any(each in text for each in told), (address, answer.status_code)


def kept(answer, form, sent):
    """Fail where a form is shown again without what was typed into it."""
    again = [each for each in forms_of(answer.text) if each.action == form.action]
    for each in again:
        if set(each.fields) != set(form.fields):
            continue
        for name, shown in each.fields.items():
            if shown.is_text and shown.kind != "password" and MARK in sent.get(name, ""):
                assert any(MARK in value for value in shown.values), (form.action, name)


def scripted(world, forms):
    """Return the addresses that scripts send the fields of a form to, with that form."""
    for role, form in forms:
        if form.action.startswith("/postings/new/"):
            side = form.action.rpartition("/")[2]
            yield role, form, f"{form.action}/autosave"
            yield role, form, f"/postings/completeness/{side}"
        elif form.action.endswith("/edit") and form.action.startswith("/postings/"):
            yield role, form, form.action.replace("/edit", "/autosave")


@pytest.mark.slow
@pytest.mark.usefixtures("nothing_stays")
@pytest.mark.parametrize("kind", TYPED)
def test_anything_may_be_typed(world, browser, forms, kind):
    typed = TYPED[kind]

    for role, form in forms:
        texts = typed_into(form, typed)
        answer = send(browser(role), form, form.sent(**texts)) if texts else None
        if answer and answer.status_code in {200, 409, 422}:
            kept(answer, form, texts)
    for role, form, path in scripted(world, forms):
        send(browser(role), form, form.sent(**typed_into(form, typed)), path)


@pytest.mark.slow
@pytest.mark.usefixtures("nothing_stays")
@pytest.mark.parametrize(
    "forged", ["no-such-code", "", "-1", "9" * 30, "٣", "x" * 3000, "a\x00", "<script>alert(1)"]
)
def test_choices_and_hidden_fields_may_be_forged(browser, forms, forged):
    for role, form in forms:
        fixed = {name: forged for name, each in form.fields.items() if not each.is_text}
        send(browser(role), form, form.sent(**fixed))
        for name in fixed if forged == "no-such-code" else ():
            send(browser(role), form, form.sent(**{name: forged}))


@pytest.mark.usefixtures("nothing_stays")
def test_a_field_may_come_twice_or_as_a_file(browser, forms):
    for role, form in forms:
        twice = {name: [*values, *values, "x"] for name, values in form.sent().items()}
        send(browser(role), form, twice)
        for name in form.fields:
            files = {name: (io.BytesIO(b"%PDF-1.4 x"), "x.pdf")}
            answer = browser(role).post(form.action, data=files, content_type=MULTIPART)
            check(answer, form.action)


@pytest.mark.usefixtures("nothing_stays")
@pytest.mark.parametrize("kind", BODIES)
def test_any_body_may_come(browser, forms, kind):
    body, content_type = BODIES[kind]

    for role, form in forms:
        answer = browser(role).post(form.action, data=body, content_type=content_type)
        check(answer, form.action)


@pytest.mark.usefixtures("nothing_stays")
def test_ten_megabytes_are_refused_at_every_form(browser, forms):
    flood = b"m%C3%ADt+" * 1_200_000
    head = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n'

    for role, form in forms:
        name = next(iter(form.fields), "x").encode()
        body, kind = name + b"=" + flood, "application/x-www-form-urlencoded"
        if form.multipart:
            body, kind = head % name + flood + b"\r\n--x--\r\n", f"{MULTIPART}; boundary=x"
        answer = browser(role).post(form.action, data=body, content_type=kind)

        assert answer.status_code == 413, form.action
        assert "quá lớn" in answer.text or "quá dài" in answer.text, answer.text[-1500:]


def test_what_was_typed_is_shown_and_never_run(browser, forms, world):
    for role, form in forms:
        texts = typed_into(form, SCRIPT[:80])
        if texts and not form.action.startswith("/account/"):
            send(browser(role), form, form.sent(**texts))

    seen = 0
    for role, paths in pages(world).items():
        for path in [*paths, "/", "/technologies/", "/needs/", "/organisations/", "/deals/list"]:
            text = browser(role).get(path).text
            assert "<script>alert" not in text, path
            assert "<img src=x" not in text, path
            seen += f"{MARK}&lt;script&gt;" in text
    assert seen > 3


# -- addresses ------------------------------------------------------------------------------------

_ODD = (
    "x" * 3000,
    "%00",
    "NC-2026-000001%00",
    "%ff%fe",
    "..%2f..%2fetc%2fpasswd",
    "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "٣",
    "0",
    "-1",
    "99999999999999999999",
    "9" * 5000,
    "%E2%80%AE",
    "' OR 1=1 --",
)
_TAKES_ANYTHING = {"home.language", "organisations.invitation", "organisations.join"}
_QUESTIONS = (
    "page=-1",
    "page=99999999999999999999",
    f"page={'9' * 5000}",
    "page=٣",
    "page=1e9",
    "q=%00",
    "q=%ff",
    "q=" + "x" * 3000,
    "q=%3Cscript%3Ealert(1)%3C/script%3E",
    "q=%25&q=_",
    f"q={quote(SCRIPT)}",
    "sort=x%00&show=x&kind=x&state=x&side=x&stage=x",
    "m=1&m=99999999999999999999&m=x&m=-1",
    "officer=99999999999999999999&field=%00&overdue=x",
    "officer=٣&field=%25&desc=%ff",
    "province=%00&field=%ff&trl=99999999999999999999&organisation=%00",
    "action=%00&subject=%00&email=%00&to=%00",
    "action=%25&subject=%ff&email=%27&state=x",
    "period=%00",
    "%00=%ff&=&&&",
)


@pytest.mark.usefixtures("nothing_stays")
@pytest.mark.parametrize("odd", _ODD, ids=lambda odd: odd[:20])
def test_an_odd_part_of_an_address_leads_nowhere(app, browser, odd):
    for rule in app.url_map.iter_rules():
        if not rule.arguments or rule.endpoint.startswith(("security.", "static")):
            continue
        path = re.sub(r"<[^>]*>", odd, rule.rule)
        for role in ("visitor", "centre", "admin"):
            for method in rule.methods & {"GET", "POST"}:
                answer = browser(role).open(path, method=method)
                check(answer, path[:200])
                nowhere = {302, 403, 404, 405} if role == "visitor" else {403, 404, 405}
                led = answer.status_code not in nowhere
                assert not led or rule.endpoint in _TAKES_ANYTHING, (path[:200], role)


@pytest.mark.parametrize("asked", _QUESTIONS, ids=lambda asked: asked[:25])
def test_an_odd_question_is_answered(app, browser, asked):
    for rule in app.url_map.iter_rules():
        if rule.arguments or "GET" not in rule.methods:
            continue
        for role in ("institute", "centre", "admin"):
            answer = browser(role).get(f"{rule.rule}?{asked}")
            check(answer, rule.rule)
            assert answer.status_code != 404, rule.rule


def test_records_of_a_posting_answer_odd_questions(browser, world):
    need, deal = world.need["published"].code, world.deal["open"].code
    paths = [
        f"/needs/{need}/matches",
        f"/needs/{need}/compare",
        f"/needs/{need}",
        f"/deals/{deal}/move",
        f"/deals/{deal}",
        f"/postings/{need}/edit",
    ]
    for path in paths:
        for asked in _QUESTIONS:
            check(browser("firm").get(f"{path}?{asked}"), path)
            check(browser("centre").get(f"{path}?{asked}"), path)


def test_a_method_that_is_not_there_is_a_page(app, browser):
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<[^>]*>", "1", rule.rule)
        answer = browser("admin").put(path)

        assert answer.status_code in {404, 405}, path
        check(answer, path)
        if answer.status_code == 405:
            assert "GET" in answer.headers["Allow"] or "POST" in answer.headers["Allow"]


ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/%09/evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    " //evil.example",
    "/x\r\nSet-Cookie: a=b",
    "evil.example",
    "https:///evil.example",
    "//evil.example\\@localhost",
)


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_led_to_another_site(browser, world, target):
    firm, match = world.organisation.id, world.match["published"].id
    code = world.technology["published"].code
    submitted = world.technology["submitted"].code
    asked = [
        ("visitor", "GET", "/language/en", {}),
        ("firm", "POST", "/account/acting-for", {"organisation_id": firm}),
        ("institute", "POST", f"/postings/{code}/pause", {}),
        ("centre", "POST", f"/postings/{submitted}/publish", {}),
        ("firm", "POST", f"/matches/{match}/answer", {"code": "good", "party": "demand"}),
        ("centre", "POST", f"/inbox/matches/{match}/decline", {"reason": "price"}),
        ("visitor", "GET", "/account/sign-in", {}),
        ("person", "GET", "/account/sign-in", {}),
        ("person", "POST", "/account/sign-out", {}),
    ]
    for role, method, path, data in asked:
        for where in ("query_string", "data"):
            given = {"data": data, where: {**(data if where == "data" else {}), "next": target}}
            answer = browser(role).open(path, method=method, **given)
            place = answer.headers.get("Location", "/")
            seen = re.sub(r"[\t\r\n]", "", place).replace("\\", "/")  # as browsers read it
            assert urljoin("http://localhost/x/y", seen).startswith("http://localhost/"), place
            assert "Set-Cookie: a=b" not in str(answer.headers), path


def test_publishing_twice_is_as_good_as_once(browser, world, session):
    posting = world.technology["submitted"]
    for _time in range(2):
        answer = browser("centre").post(f"/postings/{posting.code}/publish")
        assert answer.status_code == 302
    session.refresh(posting)

    assert posting.state == "published"
    assert len([each for each in posting.history if each.move == "publish"]) == 1


def test_accepting_twice_opens_one_deal(browser, world, session):
    match = world.match["published"]
    places = {
        browser("centre").post(f"/inbox/matches/{match.id}/accept").location for _time in range(2)
    }
    session.refresh(match)

    assert places == {f"/deals/{match.deal.code}"}
