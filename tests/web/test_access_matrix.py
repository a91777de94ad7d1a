"""Every address, with every method, as every role: compared with the table a person has read.

``access_matrix.txt`` is the table. Where the walk finds something else, the difference is printed
and the whole new table is written beside pytest's other files, to be read before it is copied.
"""

import difflib
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from tests.web.world import ROLES, cookies, small_world

TABLE = Path(__file__).with_name("access_matrix.txt")
HEAD = """\
# Who gets what: one row an address, method and subject; one column a role (tests/web/world.py).
# ok: a page, a change, or a form that asks for more · sign: sent to sign in · 403 · 404
# Everything belongs to "institute" and "firm" in the province of "centre" and "department".
"""
_SENT = {
    "account.act_for": lambda world: {"organisation_id": world.organisation.id},
    "inbox.decline": lambda world: {"reason": "L01"},
    "matches.answer": lambda world: {"code": "good"},
    "postings.move": lambda world: {"reason": "Hãy viết rõ hơn."},
    "postings.disclose": lambda world: {"organisation": world.institute.code, "let_in": "1"},
}


def subjects(world):
    """Return, by endpoint, the subjects to ask for and the values of the address of each."""
    offered, asked = world.technology, world.need

    def by_code(rows, *states):
        return {state: {"code": rows[state].code} for state in states}

    either = {
        **{f"technology {state}": {"code": row.code} for state, row in offered.items()},
        **{f"need {state}": {"code": row.code} for state, row in asked.items()},
    }

    def some(*names):
        return {name: either[name] for name in names}

    read = ("draft", "submitted", "published", "paused", "removed")
    edited = some("technology draft", "technology published", "need published")
    deals = {name: {"code": deal.code} for name, deal in world.deal.items()}
    matches = {name: {"match_id": match.id} for name, match in world.match.items()}
    files = {name: {"attachment_id": row.id} for name, row in world.attachment.items()}
    token, place = {"": {"token": world.token}}, {"": {"code": world.organisation.code}}
    member = {"": {"code": world.organisation.code, "membership_id": world.member.id}}
    sides = {side: {"side": side} for side in ("technology", "need")}
    return {
        "technologies.show": by_code(offered, *read),
        "technologies.visit": by_code(offered, "draft", "published"),
        "needs.show": by_code(asked, *read, "blind published"),
        "needs.visit": by_code(asked, "draft", "blind published"),
        "matches.of_technology": by_code(offered, "draft", "submitted", "published"),
        "matches.of_need": by_code(asked, "draft", "submitted", "published", "blind published"),
        "matches.compare": by_code(asked, "draft", "published", "blind published"),
        "matches.show": matches,
        "matches.answer": {name: matches[name] for name in ("published", "submitted need")},
        "inbox.accept": {name: matches[name] for name in ("published", "blind")},
        "inbox.decline": {name: matches[name] for name in ("published", "blind")},
        **{f"postings.{name}": sides for name in ("new", "create", "autosave_new", "completeness")},
        **{f"postings.{name}": edited for name in ("edit", "update", "autosave")},
        "postings.ask_renewal": some("technology expired", "technology published"),
        "postings.review": some(
            "technology draft", "technology submitted", "need submitted", "need blind submitted"
        ),
        "postings.disclose": some("need published", "need blind published"),
        "postings.move": {
            f"{move} {name}": {**either[name], "move": move}
            for move, name in _MOVES.items()
        },
        **{f"attachments.{name}": edited for name in ("index", "create")},
        "attachments.show": {
            name: {**values, "name": world.attachment[name].name} for name, values in files.items()
        },
        "attachments.update": files,
        "attachments.destroy": files,
        **{
            f"deals.{name}": deals
            for name in ("show", "move", "advance", "next_step", "note", "upload", "assign")
        },
        "deals.document": {
            name: {**deals[name], "document_id": row.id} for name, row in world.document.items()
        },
        **{
            f"organisations.{name}": place
            for name in ("show", "edit", "update", "members", "invite", "verify", "unverify")
        },
        "organisations.change_role": member,
        "organisations.remove_member": member,
        "organisations.invitation": token,
        "organisations.join": token,
        "account.end_session": {"": {"session_id": world.session.id}},
        "admin.block_user": {"": {"user_id": world.someone.id}},
        "admin.grant_administrator": {"": {"user_id": world.someone.id}},
        "admin.mail": {"": {"mail_id": world.mail.id}},
        "admin.vocabulary": {"": {"name": world.entry.vocabulary}},
        "admin.vocabulary_entry": {"": {"entry_id": world.entry.id}},
        "home.language": {"": {"code": "en"}},
    }


_MOVES = {
    "submit": "technology draft",
    "withdraw": "technology submitted",
    "publish": "technology submitted",
    "send_back": "need blind submitted",
    "pause": "technology published",
    "resume": "technology paused",
    "renew": "technology expired",
    "transfer": "need published",
    "remove": "need published",
    "restore": "technology removed",
}


@pytest.fixture
def world(app, session, factories):
    return small_world(app, session, factories)


@pytest.fixture
def nothing_stays(monkeypatch):
    """Let a request see what it wrote, and roll it back at its end: no case disturbs another."""
    monkeypatch.setattr(Session, "commit", Session.flush)


def test_every_address_answers_every_role_as_the_table_says(
    app, session, world, monkeypatch, tmp_path
):
    browsers = cookies(app, session, world.people)
    named = subjects(world)
    monkeypatch.setattr(app, "test_client_class", FlaskClient)
    monkeypatch.setattr(Session, "commit", Session.flush)

    rows = {}
    for rule, method in _addresses(app):
        for subject, values in _subjects(rule, named).items():
            found = [
                _answer(app, world, rule, method, values, browsers.get(role)) for role in ROLES
            ]
            rows[rule.rule, method, subject] = found

    written = _written(rows)
    if written != TABLE.read_text("utf-8"):
        fresh = tmp_path / TABLE.name
        fresh.write_text(written, "utf-8")
        changes = difflib.unified_diff(
            TABLE.read_text("utf-8").splitlines(), written.splitlines(), "table", "walk", n=0
        )
        pytest.fail("\n".join([*changes, f"The new table: {fresh}"]))


def _addresses(app):
    """Return every rule and method, but files; Flask answers HEAD and OPTIONS by itself."""
    pairs = [
        (rule, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        for method in rule.methods - {"HEAD", "OPTIONS"}
    ]
    return sorted(pairs, key=lambda pair: (pair[0].rule, pair[1]))


def _subjects(rule, named):
    if rule.endpoint in named:
        return named[rule.endpoint]
    if rule.endpoint.startswith("security."):
        return {"": dict.fromkeys(rule.arguments, "none")}
    assert not rule.arguments, f"{rule.endpoint} is new: say in subjects() what to ask it for"
    return {"": {}}


def _answer(app, world, rule, method, values, cookie):
    """Ask once, with a browser that is used for nothing else; say what kind of answer came."""
    with app.test_request_context():
        path = app.url_map.bind("localhost").build(rule.endpoint, values, method)
    client = app.test_client()
    if cookie:
        client.set_cookie("session", cookie)
    sent = _SENT.get(rule.endpoint, lambda _world: {})(world)
    response = client.open(path, method=method, data=MultiDict(sent) if method != "GET" else None)
    return _kind(response)


def _kind(response):
    status = response.status_code
    if status in {403, 404}:
        return str(status)
    if status == 302 and "/account/sign-in?next=" in response.location:
        return "sign"
    assert status < 500, response.text
    return "ok"


def _written(rows):
    cells = [("address", "method", "subject", *ROLES)]
    cells += [(path, method, subject or "-", *found) for (path, method, subject), found in rows.items()]
    # The moves of a posting share one long rule, which their subjects tell apart.
    cells = [(path.replace(_LONG, "<move>"), *rest) for path, *rest in cells]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
    return HEAD + "\n".join(lines) + "\n"


_LONG = f"<any({', '.join(_MOVES)}):move>"


def _read():
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]
    starts = [lines[0].index(f" {name}") + 1 if at else 0 for at, name in enumerate(lines[0].split())]
    for line in lines[1:]:
        cells = [line[a:b].strip() for a, b in zip(starts, [*starts[1:], None], strict=True)]
        yield cells[:3], dict(zip(ROLES, cells[3:], strict=True))
