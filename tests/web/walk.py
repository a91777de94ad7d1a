"""A walk over every address, with every method, as every role."""

import re

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from matchmaker.web import errors
from matchmaker.web.views import BLUEPRINTS
from tests.web.subjects import SENT
from tests.web.world import cookies, small_world

AREAS = (*(blueprint.name for blueprint in BLUEPRINTS), "security")


def world_to_walk(app, session, factories, monkeypatch):
    """The small world, with a browser's cookie by role; what a request changes does not stay."""
    made = small_world(app, session, factories)
    made.cookies = cookies(app, session, made.people)
    monkeypatch.setattr(app, "test_client_class", FlaskClient)
    monkeypatch.setattr(Session, "commit", Session.flush)
    monkeypatch.setattr(errors, "page", lambda status, *_what: Response(status=status))
    return made


def addresses(app, area):
    """Return the rules and methods of one blueprint; Flask answers HEAD and OPTIONS by itself."""
    pairs = [
        (rule, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] == area
        for method in rule.methods - {"HEAD", "OPTIONS"}
    ]
    return sorted(pairs, key=lambda pair: (pair[0].rule, pair[1]))


def shown(rule):
    """Return a rule as people read it: what the parts of the address are called."""
    return re.sub(r"<[^>]*?(\w+)>", r"<\1>", rule.rule)


def subjects_of(rule, named):
    file = {"kind": "csv"} if "any(csv, xlsx)" in rule.rule else {}
    if rule.endpoint in named:
        return {name: {**values, **file} for name, values in named[rule.endpoint].items()}
    if rule.endpoint.startswith("security."):
        return {"": dict.fromkeys(rule.arguments, "none")}
    assert rule.arguments == set(file), (
        f"{rule.endpoint} is new: say in tests/web/subjects.py what to ask it for"
    )
    return {"": file}


def sent_to(rule, world):
    """Return the fields that are sent to an address."""
    return SENT.get(rule.endpoint, lambda _world: {})(world)


def path_of(app, rule, values, method):
    return app.url_map.bind("localhost").build(rule.endpoint, values, method)


def answer(app, path, method, sent, cookie):
    """Ask once, with a browser that is used for nothing else; say what kind of answer came."""
    client = app.test_client()
    if cookie:
        client.set_cookie("session", cookie)
    with client.open(path, method=method, data=sent) as response:
        return kind(response)


def kind(response):
    status = response.status_code
    assert status < 500, response.text
    if status in {403, 404}:
        return str(status)
    signs_in = status == 302 and "/account/sign-in?next=" in response.location
    return "sign" if signs_in else "ok"
