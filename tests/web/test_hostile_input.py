"""What nobody should send: every form answers it with a page that helps, and loses nothing."""

import io

import pytest
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from tests.web.hostile import (
    BODIES,
    MARK,
    MULTIPART,
    SCRIPT,
    TYPED,
    check,
    pages,
    world_with_browsers,
)
from tests.web.page_forms import forms_of

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

    buttons_alone = {
        "choices.subscribe_again",
        "choices.address_works",
        "deals.restore_stranger",
        "deals.take_back",
    }

    left_out = by_script | in_the_middle_of_signing_in | buttons_alone
    assert there - reached - left_out == set()


def send(client, form, sent, path=None):
    """Send ``form`` and check what holds for every answer."""
    options = {"content_type": MULTIPART} if form.multipart else {}
    answer = client.post(path or form.action, data=MultiDict(sent), **options)
    check(answer, form.action)
    return answer


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
