"""Fixtures of the web: the application and a client that signs in and checks every page it opens.

No application context is open while a client asks: each request opens its own.
"""

import uuid

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import object_session

from matchmaker import jobs
from matchmaker.app import create_app
from matchmaker.services import paces
from matchmaker.web.extensions import db
from models import Mail, UserSession
from tests.web.page import check


def open_session(user):
    """Record a browser of ``user`` as signed in; return its token."""
    opened = UserSession(user=user, token=uuid.uuid4().hex)
    session = object_session(user)
    session.add(opened)
    session.commit()
    return opened.token


class Client(FlaskClient):
    """A browser without JavaScript; whatever HTML it is given must be well made."""

    session = None

    def sign_in(self, user):
        """Sign ``user`` in without asking for the password."""
        with self.session_transaction() as cookie:
            cookie["_user_id"] = user.fs_uniquifier
            cookie["session_token"] = open_session(user)
            cookie["_fresh"] = True
            cookie["fs_cc"] = "set"
        return user

    def open(self, *arguments, **options):
        """Ask; what the test wrote is there for the request, and the other way round."""
        if self.session:
            self.session.commit()
        response = super().open(*arguments, **{"buffered": True, **options})
        if self.session:
            self.session.expire_all()
        if response.mimetype == "text/html" and response.data.lstrip().startswith(b"<!doctype"):
            check(response.text)
        return response


@pytest.fixture(scope="session")
def app(database_url, engine, tmp_path_factory):
    """The application on the test database; forged forms are tested where that is the point."""
    folder = tmp_path_factory.mktemp("instance")
    app = create_app(
        {
            "TESTING": True,
            "SQLALCHEMY_ENGINES": {"default": database_url},
            "INSTANCE": folder,
            "UPLOADS": folder / "uploads",
            "MAIL_FOLDER": folder / "mail",
            "WTF_CSRF_ENABLED": False,
            "RATELIMIT_ENABLED": False,
            "SESSION_PROTECTION": None,
        }
    )
    app.test_client_class = Client
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def another_app(database_url):
    """Make applications of other settings; their connections are closed at the end."""
    made = []

    def make(**settings):
        engines = {"default": database_url}
        made.append(create_app({"TESTING": True, "SQLALCHEMY_ENGINES": engines, **settings}))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def awake(monkeypatch):
    """Nobody keeps quiet hours, at whatever hour the tests run."""
    monkeypatch.setattr(paces, "QUIET", (0, 0))


@pytest.fixture
def letters(app, session, awake):
    """A function: the mails there are once the background work wrote its own."""

    def letters():
        session.commit()
        with app.app_context():
            jobs.write_mails(app)
        session.expire_all()
        found = session.scalars(select(Mail).order_by(Mail.id)).all()
        session.commit()
        return found

    return letters


@pytest.fixture
def client(app, session):
    """A visitor's browser."""
    client = app.test_client()
    client.session = session
    return client
