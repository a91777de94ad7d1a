"""Who stands behind a blind need: every page, as everybody the firm has not let in."""

import itertools
import re
from urllib.parse import quote, unquote

import pytest
import structlog
from flask.testing import FlaskClient
from sqlalchemy import select

from models import Mail, Notification, StrangerLetter
from models.text import fold
from tests.web.blind_world import (
    CALENDAR,
    CODE,
    DEAL,
    LET_IN,
    NAME,
    SECRETS,
    SHOWN,
    blind_world,
    matches_of,
)
from tests.web.sheets import text_of
from tests.web.world import ROLES, cookies, organisation_of


@pytest.fixture
def world(app, session, factories):
    return blind_world(app, session, factories)


_ORGANISATIONS = ("/organisations/", "/search", "/admin/users", "/admin/audit")
"""Where the firm may be spoken of, as one organisation among others; but not of the need."""
_BY_NAME = [
    f"q={quote(SECRETS[each])}"
    for each in ("name", "core of the name", "short name", "commune", "phone", "representative")
]
_ASKED = {
    "home.search": ["q={shown}", "q={code}", *_BY_NAME],
    "needs.index": [
        "q={shown}",
        "q={code}",
        "province=92",
        "organisation={firm}",
        "sort=title",
        "state=submitted",
        *_BY_NAME,
    ],
    "figures.index": ["map=63"],
    "figures.export_provinces": ["map=63"],
    "figures.interested": ["province=92", "province=~92&map=63"],
    "organisations.index": [f"q={quote(NAME)}", "q={shown}"],
    "matches.compare": ["m={first}&m={second}"],
    "admin.audit_trail": ["subject={code}", "email={member}"],
    "admin.audit_export": ["subject={code}", "email={member}"],
    "admin.mail_list": ["to={member}"],
    "admin.user_list": ["q={member}"],
    "deals.list": ["sort=since&desc=1", "overdue=1"],
    "deals.move": ["stage=introduced", "stage=lost"],
    "deals.parties": ["q=vien"],
    "inbox.index": ["kind=match", "kind=posting", "kind=step"],
    "postings.mine": ["side=need"],
}


def addresses(app, session, persons, need):
    """Return every address that can be read, filled with what belongs to the blind need."""
    found = [row.id for row in matches_of(session, need)]
    (deal,) = [row.deal for row in matches_of(session, need) if row.deal]
    codes = [need.code, "NC-2025-008716", "NC-2025-008717"]
    organisations = {
        organisation_of(each).code for each in persons.values() if each and each.memberships
    }
    words = {
        "shown": quote(SHOWN),
        "code": need.code,
        "firm": need.organisation.code,
        "member": quote(persons["firm"].email),
        "first": found[0],
        "second": found[1],
    }
    values = {
        "deals": [
            {
                "code": deal.code,
                "document_id": deal.documents[0].id,
                "meeting_id": deal.meetings[0].id,
                "payment_id": deal.payments[0].id,
                "letter_id": session.scalars(select(StrangerLetter.id)).one(),
                "place": 0,
                "months": deal.impact_checks[-1].months,
                "act": act,
            }
            for act in ("done", "postpone", "note")
        ],
        "needs": [{"code": code} for code in codes],
        "postings": [{"code": code, "side": "need"} for code in codes],
        "technologies": [{"code": row.technology.code} for row in matches_of(session, need)],
        "attachments": [
            {"code": need.code, "attachment_id": file.id, "name": file.name}
            for file in need.attachments
        ],
        "organisations": [{"code": code, "token": "x"} for code in organisations],
        "matches": [{"code": c, "match_id": number} for number in found for c in codes[:1]],
        "admin": [
            {"mail_id": row.id, "name": "vn_fields", "entry_id": 1}
            for row in session.scalars(select(Mail))
        ],
        "rules": [{"name": "registration_rules", "entry_id": 1}],
        "notifications": [
            {"number": number} for number in session.scalars(select(Notification.id))
        ],
        "choices": [{"token": "x"}],
        "impact": [{"token": "x"}],
        "home": [{"code": "vi"}],
        "account": [],
        "calendar": [{"secret": CALENDAR}],
        "figures": [],
        "funnel": [],
        "histories": [
            *({"noun": "needs", "code": code} for code in codes),
            {"noun": "deals", "code": deal.code},
        ],
        "inbox": [],
    }
    for rule in app.url_map.iter_rules():
        area = rule.endpoint.partition(".")[0]
        if "GET" not in rule.methods or area in {"static", "security"}:
            continue
        filled = values["technologies" if rule.endpoint == "matches.of_technology" else area]
        kinds = ("csv", "xlsx") if "any(csv, xlsx)" in rule.rule else ("",)
        named = rule.arguments - ({"kind"} if any(kinds) else set())
        for each, kind in itertools.product(filled if named else [{}], kinds):
            given = {name: each[name] for name in named} | ({"kind": kind} if kind else {})
            path = app.url_map.bind("localhost").build(rule.endpoint, given)
            yield path
            for asked in _ASKED.get(rule.endpoint, ()):
                yield f"{path}?{asked.format(**words)}"


def told(text):
    """Return the secrets that ``text`` tells, accents and capitals aside."""
    plain = fold(re.sub(r"<[^>]*>", " ", text)) + fold(text)
    return [name for name, secret in SECRETS.items() if fold(secret) in plain]


def speaks_of_need(text):
    plain = fold(re.sub(r"<[^>]*>", "", text))
    return any(fold(each) in plain for each in (CODE, DEAL, "NC-2025-008716", f"may {SHOWN} cho"))


def leaks(path, text):
    """Return what an answer gives away."""
    parts = (
        re.split(r"<tr|\n(?=\d\d:\d\d |[\d-]{10} )", text) if path.startswith("/admin/") else [text]
    )
    together = [name for part in parts if speaks_of_need(part) for name in told(part)]
    typed = "q=" in path or "organisation=" in path or "email=" in path or "to=" in path
    alone = [] if typed or path.startswith(_ORGANISATIONS) else told(text)
    return sorted({*together, *alone})


@pytest.fixture
def walk(app, session, world, monkeypatch):
    """A function: every address a role asks for, and all its answer says: head, page, file name."""
    kept = cookies(app, session, world[0])
    monkeypatch.setattr(app, "test_client_class", FlaskClient)

    def browse(role, paths, language="vi"):
        for path in paths:
            client = app.test_client()
            client.set_cookie("language", language)
            if role in kept:
                client.set_cookie("session", kept[role])
            with client.get(path) as answer:
                assert answer.status_code < 500, path
                yield path, f"{unquote(str(answer.headers))}\n{text_of(answer)}"

    return browse


@pytest.fixture
def paths(app, session, world):
    found = list(addresses(app, session, *world))
    session.commit()
    return found


@pytest.mark.slow
@pytest.mark.parametrize("role", [each for each in ROLES if each not in LET_IN])
def test_nothing_tells_those_not_let_in_who_stands_behind_a_blind_need(walk, paths, role):
    languages = ("vi", "en") if role in {"visitor", "institute", "centre"} else ("vi",)

    with structlog.testing.capture_logs() as logged:
        found = [
            f"{language} {path}: {names}"
            for language in languages
            for path, text in walk(role, paths, language)
            if (names := leaks(path, text))
        ]

    assert not found, "\n".join(found)
    assert told(str(logged)) == []


def test_the_log_says_nothing_either(walk, paths, capfd):
    for _path, _text in walk("centre", paths):
        pass

    assert told("".join(capfd.readouterr())) == []


@pytest.mark.parametrize("role", LET_IN)
def test_those_let_in_see_the_name_where_they_should(session, world, walk, role):
    persons, need = world
    mine = organisation_of(persons[role]).id
    match = next(
        each
        for each in matches_of(session, need)
        if mine in {need.organisation_id, each.technology.organisation_id}
    )
    wanted = [f"/needs/{CODE}", f"/needs/?q={quote(SHOWN)}", f"/matches/{match.id}", "/"]
    session.commit()

    seen = {path: "name" in told(text) for path, text in walk(role, wanted)}

    assert seen == dict.fromkeys(wanted, True)


def test_files_of_a_blind_need_are_for_those_let_in(session, world, walk):
    (file,) = world[1].attachments
    path = f"/attachments/{file.id}/{quote(file.name)}"
    session.commit()

    got = {role for role in ROLES for _path, text in walk(role, [path]) if "%PDF" in text}

    assert got == set(LET_IN)


def test_no_mail_to_others_names_the_firm(client, session, world, letters):
    persons, need = world
    supply = organisation_of(persons["institute"]).id
    match = next(
        each
        for each in matches_of(session, need)
        if each.deal is None and each.technology.organisation_id == supply
    )
    match.answers.clear()
    own = {each.user.email for each in need.organisation.memberships}
    session.commit()

    for role in ("firm", "institute"):
        client.sign_in(persons[role])
        client.post(f"/matches/{match.id}/answer", data={"code": "good", "note": ""})
    client.sign_in(persons["centre"])
    client.post(f"/inbox/matches/{match.id}/accept")
    for role in ("firm", "institute", "centre"):
        client.sign_in(persons[role])
        client.post(f"/deals/{DEAL}/messages", data={"message": "Cần sấy quả vả"})

    others = [mail for mail in letters() if mail.to not in own]
    assert len({mail.to for mail in others}) > 1
    assert [told(mail.subject + mail.text + mail.html) for mail in others] == [[]] * len(others)
