"""The audit trail speaks the reader's language."""

import ast
import re

import pytest
from flask_babel import force_locale

from matchmaker.config import ROOT
from matchmaker.services import audit
from matchmaker.services.actors import Actor
from matchmaker.web.words import audit_details, audit_words, vocabulary_words

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


def kept():
    """What the services keep beside an action: the names of the details."""
    sources = (ROOT / "matchmaker" / "services").rglob("*.py")
    nodes = [node for path in sources for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    records = [each for each in calls if ast.unparse(each.func) == "audit.record"]
    return sorted({word.arg for each in records for word in each.keywords if word.arg})


def test_the_details_of_the_services_are_found():
    assert {"left", "called", "former_note"} <= set(kept())


@pytest.mark.parametrize("detail", kept())
def test_every_detail_has_a_name(detail):
    assert detail in audit_details.LABELS


@pytest.mark.parametrize(
    ("action", "detail", "told"),
    [
        (
            "deal:call",
            {"called": "supply", "outcome": "no_answer"},
            "Bên cung; Kết quả: Không nghe",
        ),
        ("deal:nda", {"state": "signed"}, "Tình trạng: Đã ký"),
        ("deal:registration", {"rule": "other", "duty": "voluntary"}, "Quy tắc: Hợp đồng khác"),
        ("payment:paid", {"amount": 283333334}, "Số tiền: 283.333.334"),
        ("match:answer", {"code": "good", "former_code": None}, "Phản hồi: Phù hợp, đề nghị"),
        ("clock:adjust", {"before": {"trial": 90}, "after": {"trial": 60}}, "diễn 90; Sau: Thử"),
        ("deal:share", {"shares": {"TC-1": 60, "TC-2": 40}}, "TC-1 60, TC-2 40"),
        ("organisation:member-role", {"before": "reader", "after": "owner"}, "Trước: Chỉ xem"),
        ("deal:advance", {"unheard_of": "kept"}, "unheard_of: kept"),
    ],
)
def test_details_are_read_in_words(*, client, session, factories, action, detail, told):
    administrator = client.sign_in(factories.administrator())
    audit.record(session, Actor(administrator), action, "TV-1", **detail)
    session.commit()

    page = client.get("/admin/audit").text

    assert told in page
    assert "None" not in page


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
