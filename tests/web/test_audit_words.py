"""The audit trail speaks the reader's language."""

import re

import pytest
from flask_babel import force_locale

from matchmaker.config import ROOT
from matchmaker.services import audit
from matchmaker.services.actors import Actor
from matchmaker.web.words import audit_words, vocabulary_words

_RECORDED = re.compile(r"audit\.record\(\s*[^\"]*?\"([a-z]+:[a-z_-]+)\"")


def recorded():
    """Every action that a service writes by its full name."""
    sources = (ROOT / "matchmaker" / "services").rglob("*.py")
    return sorted({each for path in sources for each in _RECORDED.findall(path.read_text("utf-8"))})


def test_the_actions_of_the_services_are_found():
    assert {"deal:advance", "organisation:merge", "vocabulary:revise"} <= set(recorded())


@pytest.mark.parametrize("action", recorded())
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_action_is_told_in_words(app, action, language):
    with app.test_request_context(), force_locale(language):
        assert audit_words.done(action) != action


def test_the_details_of_a_move_name_the_stages(client, session, factories):
    administrator = client.sign_in(factories.administrator())
    audit.record(
        session, Actor(administrator), "deal:advance", "TV-1", left="trial", entered="negotiation"
    )
    audit.record(session, Actor(administrator), "deal:postpone", "TV-1", due="2026-12-03")
    session.commit()

    page = client.get("/admin/audit").text

    assert "Từ: Thử nghiệm, trình diễn; Sang: Đàm phán" in page
    assert "Hạn: 03/12/2026" in page


def test_every_vocabulary_has_a_name(app):
    seeded = {path.stem for path in (ROOT / "seed_data" / "vocab").glob("*.csv")}
    read_elsewhere = {"centre_report_indicators", "provinces_34_meta", "provinces_63_meta"}

    with app.test_request_context():
        unnamed = {each for each in seeded if vocabulary_words.name(each) == each}

    assert unnamed == read_elsewhere
