"""Addresses nobody links to: every one is answered, and none leads to another site."""

import re
from urllib.parse import quote, urljoin

import pytest
from sqlalchemy.orm import Session

from tests.web.hostile import SCRIPT, check, world_with_browsers

pytestmark = pytest.mark.slow


@pytest.fixture
def world(app, session, factories):
    return world_with_browsers(app, session, factories)


@pytest.fixture
def browser(world):
    return world.browser


@pytest.fixture
def nothing_stays(monkeypatch, world):
    """Let every request see what it wrote, and undo it at its end."""
    monkeypatch.setattr(Session, "commit", Session.flush)


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
