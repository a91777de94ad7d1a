"""Links that ask what a transfer has brought: not one character can be changed."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeTimedSerializer

from matchmaker.web import impact_links
from matchmaker.web.impact_links import Link

CHECK, PERSON = SimpleNamespace(id=7, nonce="một-lần"), SimpleNamespace(id=3)


@pytest.fixture(scope="module")
def token(app):
    with app.app_context():
        return impact_links.sign(CHECK, PERSON)


def test_a_link_says_which_question_and_who_was_asked(app, token):
    with app.app_context():
        assert impact_links.read(token) == Link(7, "một-lần", 3, expired=False)


@given(st.data())
def test_any_edit_of_any_character_is_refused(app, token, data):
    place = data.draw(st.integers(0, len(token)))
    letter = data.draw(st.characters(exclude_categories=["Cs"]) | st.sampled_from("AEaeQw-_=. "))
    edit = data.draw(st.sampled_from(["replace", "insert", "drop"]))
    edited = {
        "replace": token[:place] + letter + token[place + 1 :],
        "insert": token[:place] + letter + token[place:],
        "drop": token[:place] + token[place + 1 :],
    }[edit]

    with app.app_context():
        assert edited == token or impact_links.read(edited) is None


def test_the_last_bits_of_the_signature_count_too(app, token):
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    with app.app_context():
        read = [letter for letter in letters if impact_links.read(token[:-1] + letter)]

    assert read == [token[-1]]


@given(st.text(max_size=600))
def test_whatever_is_sent_is_a_link_or_nothing(app, text):
    with app.app_context():
        assert impact_links.read(text) is None


def test_a_link_is_too_old_after_sixty_days(app, token, monkeypatch):
    class Later(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(UTC) + impact_links.VALID + timedelta(minutes=1)

    monkeypatch.setattr(impact_links, "datetime", Later)
    with app.app_context():
        assert impact_links.read(token).expired


@pytest.mark.parametrize("content", [[7, "một-lần"], "x", {"a": 1}, [1, 2, 3, 4], None])
def test_a_token_of_another_kind_is_no_link(app, content):
    with app.app_context():
        signer = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="impact-check")
        other = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="organisation-invitation")

        assert impact_links.read(signer.dumps(content)) is None
        assert impact_links.read(other.dumps([7, "một-lần", 3])) is None
