"""How a deal ends: both sides told, a loss taken back, results confirmed."""

import pytest

from matchmaker.services.deals import impact_questions
from models import Deal, DealStage, ImpactCheck, Notification, local_today, now
from tests.web.views.deals.sending import move


@pytest.fixture
def firm(factories, deal):
    return factories.Membership(organisation=deal.need.organisation).user


@pytest.fixture
def lose(client, session, deal, officer):
    """End the deal as its officer, who stays signed in."""
    client.sign_in(officer)

    def lose(**evidence):
        evidence = {"loss_reason": "price", "loss_party": "demand", **evidence}
        return move(client, session, deal, "lost", officer, **evidence)

    return lose


@pytest.fixture
def letter(letters):
    """A function: the newest mail that a person gets of what was told so far."""
    return lambda person: [each for each in letters() if each.to == person.email][-1]


def test_both_sides_are_told_politely(session, lose, firm, institute, letter):
    firm.language = "en"

    lose(loss_note="Giám đốc khó tính")

    to_institute, to_firm = letter(institute), letter(firm)
    assert "chưa tìm được mức giá phù hợp" in to_institute.text
    assert "did not find a price that suits both" in to_firm.text
    assert "khó tính" not in to_institute.text + to_firm.text
    told = session.query(Notification).all()
    assert {each.user_id for each in told} == {firm.id, institute.id}
    assert {each.detail["what"] for each in told} == {"lost"}


def test_each_side_is_told_what_to_look_at_next(
    *, session, factories, lose, firm, institute, letter
):
    need = session.query(Deal).one().need
    other = factories.Match(need=need, score=0.8, technology__title_vi="Lò sấy khí nóng")

    lose()

    assert f"/matches/{other.id}" in letter(firm).text
    assert "Lò sấy khí nóng" in letter(firm).text
    assert "Sửa tin cho rõ hơn" in letter(institute).text
    assert "\n\n\n" not in letter(firm).text + letter(institute).text


def test_a_blind_firm_is_named_in_no_letter(lose, deal, institute, blind, letter):
    deal.need.title_vi = f"{blind} cần máy sấy"

    lose()

    written = letter(institute)
    assert "cần máy sấy" in written.text
    assert blind not in written.text + written.subject


@pytest.mark.usefixtures("blind")
def test_nobody_is_asked_to_be_known_after_the_end(client, lose, deal, firm):
    client.sign_in(firm)
    before = client.get(f"/deals/{deal.code}").text
    client.sign_in(deal.officer)
    lose()

    client.sign_in(firm)
    after = client.get(f"/deals/{deal.code}").text

    assert "Cho bên cung biết tên" in before
    assert "Cho bên cung biết tên" not in after


def test_the_centre_reads_all_of_a_loss(client, lose, deal):
    lose(loss_note="Giám đốc khó tính", loss_remedy="Cho trả góp")

    page = client.get(f"/deals/{deal.code}").text

    for words in ("Giá quá cao", "Giám đốc khó tính", "Cho trả góp", "chưa tìm được mức giá"):
        assert words in page


@pytest.mark.parametrize("side", ["firm", "institute"])
def test_the_parties_read_the_gentle_words(client, request, lose, deal, side):
    lose(loss_note="Giám đốc khó tính", loss_remedy="Cho trả góp")
    client.sign_in(request.getfixturevalue(side))

    page = client.get(f"/deals/{deal.code}").text

    assert "chưa tìm được mức giá" in page
    own = {"firm": f"/needs/{deal.need.code}", "institute": f"/technologies/{deal.technology.code}"}
    assert f'href="{own[side]}/matches"' in page
    for words in ("Giá quá cao", "Giám đốc khó tính", "Cho trả góp"):
        assert words not in page


def test_the_form_says_what_both_sides_will_read(client, officer, deal):
    client.sign_in(officer)

    page = client.get(f"/deals/{deal.code}/move?stage=lost").text

    assert "Hai bên sẽ đọc gì" in page
    assert "chưa tìm được mức giá phù hợp" in page


@pytest.fixture
def lost(session, lose, deal):
    """The deal, ended a moment ago; returns what the form of reopening it sends."""
    lose()
    version = str(deal.version)
    session.commit()
    return {
        "version": version,
        "reason": "Bấm nhầm dòng",
        "next_step": "Gọi xin lỗi hai bên",
        "owner": str(deal.officer_id),
        "due": local_today().isoformat(),
    }


def test_a_deal_ended_by_mistake_is_taken_up_again(
    *, client, session, lost, deal, institute, letter
):
    page = f"/deals/{deal.code}"
    assert "Kết thúc nhầm? Mở lại" in client.get(page).text
    assert client.get(f"{page}/reopen").status_code == 200

    answer = client.post(f"{page}/reopen", data=lost)

    assert answer.status_code == 303
    assert deal.stage is DealStage.PROPOSED
    assert "được mở lại" in letter(institute).subject
    assert "Bấm nhầm dòng" in client.get(page).text


@pytest.mark.parametrize(("changes", "status"), [({"reason": ""}, 422), ({"version": "1"}, 409)])
def test_a_refused_reopening_keeps_what_was_typed(client, lost, deal, changes, status):
    answer = client.post(f"/deals/{deal.code}/reopen", data={**lost, **changes})

    assert answer.status_code == status
    assert "Gọi xin lỗi hai bên" in answer.text


def test_an_open_deal_has_nothing_to_reopen(client, officer, deal):
    client.sign_in(officer)

    assert client.get(f"/deals/{deal.code}/reopen").status_code == 404


@pytest.fixture
def completed(client, session, deal, officer):
    deal.stage = DealStage.IMPLEMENTING
    session.commit()
    client.sign_in(officer)
    evidence = {"acceptance_minutes": "Đạt", "acceptance_date": local_today().isoformat()}
    move(client, session, deal, "completed", officer, **evidence)
    return deal


@pytest.mark.parametrize("side", ["firm", "institute"])
def test_both_sides_are_told_when_a_completed_deal_is_asked_about(
    client, session, request, side, letter
):
    person = request.getfixturevalue(side)
    deal = request.getfixturevalue("completed")

    days = [check.due.strftime("%d/%m/%Y") for check in deal.impact_checks]

    assert len(days) == 3
    written, page = letter(person).text, client.get(f"/deals/{deal.code}").text
    assert all(day in written and day in page for day in days)
    assert "\n".join(f"- {day}" for day in days) in written


@pytest.fixture
def check(session, deal, firm):
    deal.stage, deal.closed_at = DealStage.COMPLETED, now()
    made = ImpactCheck(deal=deal, months=6, due=local_today())
    session.add(made)
    session.commit()
    impact_questions.ask(session, made)
    session.commit()
    return made


def test_the_firm_answers_from_the_deal_too(client, deal, check, firm):
    client.sign_in(firm)

    page = client.get(f"/deals/{deal.code}").text

    assert 'href="/impact/' in page


def test_an_answer_is_read_by_the_other_side_only_once_it_is_public(
    client, session, deal, check, institute
):
    check.answered_at, check.sentence, check.publishable = now(), "Hết cháy cạnh", True
    session.commit()
    client.sign_in(institute)
    assert "Hết cháy cạnh" not in client.get(f"/deals/{deal.code}").text

    check.confirmed_at = now()

    assert "Hết cháy cạnh" in client.get(f"/deals/{deal.code}").text


@pytest.mark.parametrize("form", [{}, {"revenue": "vô kể"}])
def test_an_answer_by_telephone_that_tells_nothing_is_asked_again(client, officer, check, form):
    client.sign_in(officer)

    answer = client.post(f"/deals/{check.deal.code}/impact/6/telephone", data=form)

    assert answer.status_code == 422
    assert check.answered_at is None


def test_asking_back_without_words_is_said(client, session, officer, check):
    check.answered_at = now()
    session.commit()
    client.sign_in(officer)

    address = f"/deals/{check.deal.code}/impact/6/ask-back"
    answer = client.post(address, data={"question": " "}, follow_redirects=True)

    assert "Hãy viết điều cần hỏi lại" in answer.text
    assert check.answered_at is not None
