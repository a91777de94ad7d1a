"""What has a transfer brought? Asked by mail, answered without an account."""

import re
from datetime import timedelta

import pytest

from matchmaker import jobs
from matchmaker.services.deals import impact_questions
from models import DealStage, ImpactCheck, ImpactState, Mail, local_today, now


@pytest.fixture
def deal(factories, officer):
    return factories.Deal(
        centre=officer.memberships[0].organisation,
        officer=officer,
        stage=DealStage.COMPLETED,
        closed_at=now() - timedelta(days=180),
    )


@pytest.fixture
def firm(factories, deal):
    return factories.Membership(organisation=deal.need.organisation).user


@pytest.fixture
def check(session, deal, firm):
    made = ImpactCheck(deal=deal, months=6, due=local_today())
    session.add_all(
        [made, ImpactCheck(deal=deal, months=12, due=local_today() + timedelta(days=180))]
    )
    session.commit()
    return made


@pytest.fixture
def round_(app, session, awake):
    def round_():
        session.commit()
        jobs.round_(app)
        session.expire_all()

    return round_


@pytest.fixture
def desk(app, session, officer):
    """The browser of the officer who follows the deal."""
    browser = app.test_client()
    browser.session = session
    browser.sign_in(officer)
    return browser


def letters(session, person):
    return session.query(Mail).filter_by(to=person.email).order_by(Mail.id).all()


def path_in(letter):
    return re.search(r"https?://[^/]+(/impact/\S+)", letter.text)[1]


@pytest.fixture
def path(session, check, firm, round_):
    """The address that the firm got by mail."""
    round_()
    return path_in(letters(session, firm)[-1])


def test_the_mail_is_sent_once_however_many_rounds_there_are(session, check, firm, round_):
    for _each in range(3):
        round_()

    (letter,) = letters(session, firm)
    assert "Máy sấy bơm nhiệt" in letter.subject
    assert "không cần đăng nhập" in letter.text
    assert "\n\n\n" not in letter.text


def test_a_reminder_follows_and_then_the_officer_is_told(session, check, firm, path, round_):
    check.asked_at = now() - impact_questions.PATIENCE
    round_()
    round_()
    assert len(letters(session, firm)) == 2
    assert "Nhắc lại" in letters(session, firm)[-1].subject

    check.reminded_at = now() - impact_questions.PATIENCE
    round_()
    round_()
    assert check.told_at is not None
    assert len(letters(session, firm)) == 2


def test_it_is_answered_on_one_page_without_an_account(client, session, check, path):
    page = client.get(path)
    assert page.status_code == 200
    assert "Máy sấy bơm nhiệt" in page.text

    form = {"revenue": "1,2 tỷ", "jobs": "5", "sentence": "Hết cháy cạnh", "publishable": "y"}
    thanks = client.post(path, data=form, follow_redirects=True)

    assert "Cảm ơn bạn đã trả lời" in thanks.text
    assert (check.revenue, check.jobs, check.sentence) == (1_200_000_000, 5, "Hết cháy cạnh")
    assert check.publishable
    assert check.state is ImpactState.ANSWERED


@pytest.mark.parametrize(
    ("written", "amount"),
    [("120 triệu", 120_000_000), ("1.200.000.000", 1_200_000_000), ("0", 0)],
)
def test_numbers_are_read_as_people_write_them(client, check, path, written, amount):
    client.post(path, data={"cost_saved": written})

    assert check.cost_saved == amount


@pytest.mark.parametrize(
    ("form", "said", "kept"),
    [
        ({}, "ít nhất một ô", ""),
        ({"revenue": "nhiều lắm", "sentence": "Rất vui"}, "Hãy viết số tiền", "Rất vui"),
        ({"jobs": "một rưỡi"}, "Hãy viết một số nguyên", "một rưỡi"),
    ],
)
def test_what_is_not_understood_is_said_and_nothing_typed_is_lost(client, path, form, said, kept):
    answer = client.post(path, data=form)

    assert answer.status_code == 422
    assert said in answer.text
    assert kept in answer.text


def test_a_replayed_link_shows_what_was_answered_and_writes_nothing(client, check, path):
    client.post(path, data={"jobs": "5"})

    again = client.post(path, data={"jobs": "500"}, follow_redirects=True)

    assert check.jobs == 5
    assert "Liên kết này chỉ dùng một lần" in again.text
    assert "Việc làm</dt><dd" in again.text
    assert "Gửi câu trả lời" not in client.get(path).text


def test_an_edited_link_is_answered_politely_and_tells_nothing(client, check, path):
    for edited in (path[:-1], f"{path}x", "/impact/x", path.replace(".", ",", 1)):
        answer = client.get(edited)
        posted = client.post(edited, data={"jobs": "5"})

        assert (answer.status_code, posted.status_code) == (404, 404)
        assert "Liên kết này không còn dùng được" in answer.text
        assert "Máy sấy" not in answer.text
        assert "chép cả dòng" in answer.text
    assert check.answered_at is None


def test_a_link_of_somebody_who_left_the_firm_serves_no_longer(client, session, check, firm, path):
    session.delete(firm.memberships[0])
    session.commit()

    answer = client.get(path)

    assert answer.status_code == 410
    assert "Máy sấy" not in answer.text


def test_an_old_link_says_that_it_is_old(client, check, path, monkeypatch):
    monkeypatch.setattr("matchmaker.web.impact_links.VALID", timedelta(seconds=-1))

    answer = client.get(path)

    assert answer.status_code == 410
    assert "gọi cho cán bộ trung tâm" in answer.text
    assert client.post(path, data={"jobs": "5"}).status_code == 410
    assert check.answered_at is None


def test_a_question_answered_by_telephone_closes_the_link(client, desk, check, path):
    address = f"/deals/{check.deal.code}/impact/6/telephone"
    assert desk.get(address).status_code == 200
    desk.post(address, data={"jobs": "3", "answered_by": "Chị Thắm"})

    answer = client.get(path)

    assert answer.status_code == 410
    assert "qua điện thoại" in answer.text
    assert check.state is ImpactState.CONFIRMED


@pytest.fixture
def asked_back(client, desk, check, path, round_):
    """The firm answered, and the officer wants to know more."""
    client.post(path, data={"jobs": "5", "sentence": "Rất tốt"})
    desk.post(f"/deals/{check.deal.code}/impact/6/ask-back", data={"question": "Tốt ở đâu?"})
    round_()
    return check


def test_asking_back_sends_the_question_in_a_new_mail(client, session, asked_back, firm, path):
    letter = letters(session, firm)[-1]

    assert "Tốt ở đâu?" in letter.text
    assert client.get(path).status_code == 410
    page = client.get(path_in(letter)).text
    assert "Tốt ở đâu?" in page
    assert "Rất tốt" in page


def test_the_page_is_kept_out_of_search_engines_and_sends_its_address_nowhere(client, path):
    answer = client.get(path)

    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]
    assert re.findall(r"(?:src|href)=\"https?://", answer.text) == []


def test_it_is_read_in_the_language_of_who_was_asked(client, session, check, firm, round_):
    firm.language = "en"
    round_()
    letter = letters(session, firm)[-1]

    assert "no account is needed" in letter.text
    page = client.get(path_in(letter)).text
    assert 'lang="en"' in page
    assert "What has the technology brought you?" in page


def test_what_is_confirmed_and_permitted_shows_on_the_technologys_page(client, desk, check, path):
    page = f"/technologies/{check.deal.technology.code}"
    client.post(path, data={"revenue": "1,2 tỷ", "sentence": "Hết cháy", "publishable": "y"})
    assert "Đã đem lại gì" not in client.get(page).text

    desk.post(f"/deals/{check.deal.code}/impact/6/confirm")
    shown = client.get(page).text
    assert "Đã đem lại gì" in shown
    assert "1,2 tỷ đồng" in shown
    assert check.deal.need.organisation.name_vi in shown

    desk.post(f"/deals/{check.deal.code}/impact/6/withdraw")
    assert "Đã đem lại gì" not in client.get(page).text


def test_a_blind_firm_stays_unnamed_even_in_its_own_words(client, desk, check, path):
    need = check.deal.need
    need.blind = True
    name = need.organisation.name_vi
    form = {"jobs": "5", "sentence": f"{name} rất hài lòng", "publishable": "y"}
    assert "Không nêu tên đơn vị" in client.get(path).text
    client.post(path, data=form)
    desk.post(f"/deals/{check.deal.code}/impact/6/confirm")

    shown = client.get(f"/technologies/{check.deal.technology.code}").text

    assert "Một đơn vị ở" in shown
    assert "rất hài lòng" in shown
    assert name not in shown
    assert name not in desk.get(f"/deals/{check.deal.code}").text
