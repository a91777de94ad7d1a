"""Every address, with every method, as every role: compared with the table a person has read.

``access_matrix.txt`` is the table. Where the walk finds something else, the difference is printed
and the whole new table is written beside pytest's other files, to be read before it is copied.
"""

import difflib
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from matchmaker.web import errors
from matchmaker.web.views import BLUEPRINTS
from models import NotificationKind, now
from tests.web.world import ROLES, cookies, small_world

pytestmark = pytest.mark.slow

TABLE = Path(__file__).with_name("access_matrix.txt")
HEAD = """\
# Who gets what: one row an address, method and subject; one column a role (tests/web/world.py).
# ok: a page, a change, or a form that asks for more · sign: sent to sign in · 403 · 404
# Everything belongs to "institute" and "firm" in the province of "centre" and "department".
"""
_SENT = {
    "deals.add_party": lambda world: {"organisation": world.far_centre.code, "role": "broker"},
    "deals.tick": lambda _world: {"milestone": "nda"},
    "deals.call": lambda _world: {"outcome": "spoke"},
    "deals.cancel_meeting": lambda _world: {"sequence": "0"},
    "account.act_for": lambda world: {"organisation_id": world.organisation.id},
    "deals.write": lambda world: {"message": "Chào các bên"},
    "deals.take_back": lambda world: {"centre": world.centre.code},
    "inbox.decline": lambda world: {"reason": "L01"},
    "matches.answer": lambda world: {"code": "good"},
    "postings.move": lambda world: {"reason": "Hãy viết rõ hơn."},
    "notifications.undo": lambda world: {"moment": now().isoformat()},
    "choices.update": lambda world: dict.fromkeys(map(str, NotificationKind), "daily"),
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
    edited = some("technology draft", "need published")
    deals = {name: {"code": deal.code} for name, deal in world.deal.items()}

    def of_deals(rows, number):
        """Return for each deal the address of what hangs on it."""
        found = getattr(world, rows)
        return {name: {**deals[name], number: found[name].id} for name in deals}

    matches = {name: {"match_id": match.id} for name, match in world.match.items()}
    documents = {
        name: {**deals[name.partition(", ")[0]], "document_id": row.id}
        for name, row in world.document.items()
    }
    files = {name: {"attachment_id": row.id} for name, row in world.attachment.items()}
    token, place = {"": {"token": world.token}}, {"": {"code": world.organisation.code}}
    member = {"": {"code": world.organisation.code, "membership_id": world.member.id}}
    sides = {side: {"side": side} for side in ("technology", "need")}
    histories = {
        **{
            name: {**values, "noun": "technologies" if name.startswith("tech") else "needs"}
            for name, values in some("technology draft", "need blind published").items()
        },
        "deal": {**deals["blind"], "noun": "deals"},
        "organisation": {"code": world.organisation.code, "noun": "organisations"},
    }
    return {
        "technologies.show": by_code(offered, *read),
        "technologies.visit": by_code(offered, "draft", "published"),
        "needs.show": by_code(asked, *read, "blind published"),
        "needs.visit": by_code(asked, "draft", "blind published"),
        "matches.of_technology": by_code(offered, "draft", "submitted", "published"),
        "matches.of_need": by_code(asked, "draft", "submitted", "published", "blind published"),
        "histories.show": histories,
        "histories.export": histories,
        "matches.export_of_technology": by_code(offered, "draft", "published"),
        "matches.export_of_need": by_code(asked, "draft", "published", "blind published"),
        "matches.compare": by_code(asked, "draft", "published", "blind published"),
        "matches.show": matches,
        "matches.answer": {name: matches[name] for name in ("published", "submitted need")},
        "inbox.accept": {name: matches[name] for name in ("published", "blind", "draft need")},
        "inbox.decline": {name: matches[name] for name in ("published", "blind")},
        **{f"postings.{name}": sides for name in ("new", "create", "autosave_new", "completeness")},
        **{f"postings.{name}": edited for name in ("edit", "update", "autosave")},
        "postings.ask_renewal": some("technology expired", "technology published"),
        "postings.review": some(
            "technology draft", "technology submitted", "need submitted", "need blind submitted"
        ),
        "postings.disclose": some("need published", "need blind published"),
        "postings.move": {
            f"{move} {name}": {**either[name], "move": move} for move, name in _MOVES.items()
        },
        **{f"attachments.{name}": edited for name in ("index", "create")},
        "attachments.show": {
            name: {**values, "name": world.attachment[name].name} for name, values in files.items()
        },
        "attachments.update": files,
        "attachments.destroy": files,
        **{
            f"deals.{name}": deals
            for name in (
                *("show", "move", "advance", "next_step", "note", "upload", "assign"),
                *("duties", "draft", "content", "register", "file_registration", "fund"),
                "ask_clearance",
            )
        },
        "deals.decide_clearance": {
            name: {**deals[name], "step_id": row.id} for name, row in world.clearance.items()
        },
        **{f"deals.{name}": deals for name in ("messages", "write")},
        **{f"deals.{name}": deals for name in ("parties", "add_party", "share", "tick")},
        "deals.remove_party": of_deals("party", "party_id"),
        "deals.stranger_file": {
            name: {**values, "place": 0} for name, values in of_deals("letter", "letter_id").items()
        },
        **{
            f"deals.{act}_stranger": of_deals("letter", "letter_id")
            for act in ("dismiss", "restore")
        },
        "deals.let_stranger_in": of_deals("letter", "letter_id"),
        "deals.untick": of_deals("milestone", "milestone_id"),
        "deals.call": {name: {**deals[name], "called": "supply"} for name in deals},
        "deals.undo_call": of_deals("call", "event_id"),
        "deals.new_meeting": deals,
        "deals.plan_meeting": deals,
        "deals.edit_meeting": of_deals("meeting", "meeting_id"),
        "deals.change_meeting": of_deals("meeting", "meeting_id"),
        "deals.cancel_meeting": of_deals("meeting", "meeting_id"),
        "calendar.feed": {"": {"secret": world.calendar}},
        **{
            f"deals.{name}": {row: {**values, "act": "note"} for row, values in deals.items()}
            for name in ("ask", "act")
        },
        "deals.settle_nda": deals,
        **{f"deals.{name}": documents for name in _DOCUMENTS},
        **{f"deals.{name}": deals for name in ("add_payment", "split_payments")},
        **{
            f"deals.{name}": {
                key: {**deals[key], "payment_id": row.id} for key, row in world.payment.items()
            }
            for name in ("payment", "change_payment", "pay", "unpay", "remove_payment")
        },
        **{
            f"deals.{name}": {key: {"code": row.code} for key, row in world.ended.items()}
            for name in ("ask_reopening", "reopen")
        },
        **{
            f"deals.{name}": {
                key: {"code": row.deal.code, "months": row.months}
                for key, row in world.impact.items()
            }
            for name in (
                "ask_by_telephone",
                "answer_by_telephone",
                "confirm_impact",
                "ask_back",
                "withdraw_impact",
            )
        },
        **{f"impact.{name}": {"": {"token": world.question}} for name in ("show", "answer")},
        **{
            f"organisations.{name}": place
            for name in (
                *("show", "edit", "update", "members", "export_members", "invite"),
                *("verify", "unverify"),
            )
        },
        "deals.take_back": {"": {"entry_id": world.reassigned.id}},
        **{
            f"organisations.{name}": {"centre": {"code": world.centre.code}, **place}
            for name in ("ask_merge", "merge")
        },
        "organisations.change_role": member,
        "organisations.remove_member": member,
        "organisations.invitation": token,
        "organisations.join": token,
        "account.end_session": {"": {"session_id": world.session.id}},
        "admin.block_user": {"": {"user_id": world.someone.id}},
        "admin.grant_administrator": {"": {"user_id": world.someone.id}},
        "admin.mail": {"": {"mail_id": world.mail.id}},
        "admin.resend_mail": {"": {"mail_id": world.bounced.id}},
        "admin.undo_learning": {"": {"weighting_id": world.weighting.id}},
        "admin.vocabulary": {"": {"name": world.entry.vocabulary}},
        "admin.vocabulary_entry": {"": {"entry_id": world.entry.id}},
        "rules.export": {"": {"name": world.rule.vocabulary}},
        "rules.new": {"": {"name": world.rule.vocabulary}},
        "rules.repeal": {"": {"entry_id": world.rule.id}},
        "rules.restore": {"": {"entry_id": world.repealed.id}},
        **{
            f"notifications.{name}": {"": {"number": world.notification.id}}
            for name in ("open_", "read_one", "unread_one")
        },
        **{
            f"choices.{name}": {"": {"token": world.unsubscribe}}
            for name in ("unsubscribe", "unsubscribe_now", "subscribe_again")
        },
        "home.language": {"": {"code": "en"}},
    }


_DOCUMENTS = (
    "document",
    "document_content",
    "show_document",
    "renew_document",
    "share_document",
    "withdraw_document",
    "restore_document",
)
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
def world(app, session, factories, monkeypatch):
    """The small world, with a browser's cookie by role; what a request changes does not stay."""
    made = small_world(app, session, factories)
    made.cookies = cookies(app, session, made.people)
    monkeypatch.setattr(app, "test_client_class", FlaskClient)
    monkeypatch.setattr(Session, "commit", Session.flush)
    monkeypatch.setattr(errors, "page", lambda status, _message="": Response(status=status))
    return made


AREAS = (*(blueprint.name for blueprint in BLUEPRINTS), "security")


@pytest.mark.parametrize("area", AREAS)
def test_every_address_answers_every_role_as_the_table_says(app, world, tmp_path, area):
    named, walked = subjects(world), {}
    for rule, method in _addresses(app, area):
        sent = _SENT.get(rule.endpoint, lambda _world: {})(world) if method == "POST" else None
        for subject, values in _subjects(rule, named).items():
            path = _path(app, rule, values, method)
            walked[area, _shown(rule), method, subject or "-"] = {
                role: _answer(app, path, method, sent, world.cookies.get(role)) for role in ROLES
            }

    table = _read()
    known = {row: kinds for row, kinds in table.items() if row[0] == area}
    if walked != known:
        fresh = tmp_path / TABLE.name
        fresh.write_text(_written(_without(table, area) | walked), "utf-8")
        changes = difflib.unified_diff(_lines(known), _lines(walked), "table", "walk", n=0)
        pytest.fail("\n".join([*changes, f"The new table: {fresh}"]))


def test_the_table_speaks_of_every_address_and_of_nothing_else(app):
    told = {row[:3] for row in _read()}
    there = {
        (area, _shown(rule), method) for area in AREAS for rule, method in _addresses(app, area)
    }

    assert told == there
    assert {rule.endpoint.partition(".")[0] for rule in app.url_map.iter_rules()} <= {
        *AREAS,
        "static",
    }


def test_a_visitor_and_a_reader_change_nothing_but_their_own():
    own = {"account", "calendar", "security", "home", "notifications", "choices"}
    asking_or_joining = {
        "/postings/completeness/<side>",
        "/organisations/",
        "/organisations/invitations/<token>",
        "/impact/<token>",
    }
    may = [
        (row, role)
        for row, kinds in _read().items()
        if row[2] == "POST" and row[0] not in own and row[1] not in asking_or_joining
        for role in ("visitor", "person", "reader-i", "reader-f", "reader-c")
        if kinds[role] == "ok" and not row[1].endswith("/visits")
    ]

    assert may == []


def _addresses(app, area):
    """Return the rules and methods of one blueprint; Flask answers HEAD and OPTIONS by itself."""
    pairs = [
        (rule, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] == area
        for method in rule.methods - {"HEAD", "OPTIONS"}
    ]
    return sorted(pairs, key=lambda pair: (pair[0].rule, pair[1]))


def _shown(rule):
    """Return a rule as people read it: what the parts of the address are called."""
    return re.sub(r"<[^>]*?(\w+)>", r"<\1>", rule.rule)


def _subjects(rule, named):
    file = {"kind": "csv"} if "any(csv, xlsx)" in rule.rule else {}
    if rule.endpoint in named:
        return {name: {**values, **file} for name, values in named[rule.endpoint].items()}
    if rule.endpoint.startswith("security."):
        return {"": dict.fromkeys(rule.arguments, "none")}
    assert rule.arguments == set(file), (
        f"{rule.endpoint} is new: say in subjects() what to ask it for"
    )
    return {"": file}


def _path(app, rule, values, method):
    return app.url_map.bind("localhost").build(rule.endpoint, values, method)


def _answer(app, path, method, sent, cookie):
    """Ask once, with a browser that is used for nothing else; say what kind of answer came."""
    client = app.test_client()
    if cookie:
        client.set_cookie("session", cookie)
    with client.open(path, method=method, data=sent) as response:
        return _kind(response)


def _kind(response):
    status = response.status_code
    assert status < 500, response.text
    if status in {403, 404}:
        return str(status)
    signs_in = status == 302 and "/account/sign-in?next=" in response.location
    return "sign" if signs_in else "ok"


def _without(table, area):
    return {row: kinds for row, kinds in table.items() if row[0] != area}


def _lines(rows):
    """Write the rows below one head, each column as wide as it needs."""
    cells = [("area", "address", "method", "subject", *ROLES)]
    cells += [(*row, *kinds.values()) for row, kinds in rows.items()]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def _written(rows):
    ordered = dict(sorted(rows.items(), key=lambda item: AREAS.index(item[0][0])))
    return HEAD + "\n".join(_lines(ordered)) + "\n"


def _read():
    lines = TABLE.read_text("utf-8").splitlines()[HEAD.count("\n") + 1 :]
    cells = [re.split(r" {2,}", line) for line in lines]
    return {tuple(each[:4]): dict(zip(ROLES, each[4:], strict=True)) for each in cells}
