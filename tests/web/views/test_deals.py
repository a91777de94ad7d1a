"""Following deals on the page."""

import io
from datetime import timedelta

import pytest

from matchmaker.services import boards, stages
from models import DealStage, Disclosure, MemberRole, now
from tests.web.queries import count_queries

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\nstartxref\n0\n%%EOF\n"


@pytest.fixture
def officer(factories):
    return factories.member("centre", name_vi="Trung tâm Cần Thơ")


@pytest.fixture
def deal(factories, officer):
    return factories.Deal(centre=officer.memberships[0].organisation, officer=officer)


@pytest.fixture
def blind(session, factories, deal):
    """The same deal, its need posted blind; returns the firm's name."""
    deal.need.blind = True
    session.commit()
    return deal.need.organisation.name_vi


def form_for(deal, stage, officer, **evidence):
    """What the form of one move sends; a browser sends lists nobody touched as empty."""
    due = stages.today() + timedelta(days=5)
    return {
        "stage": stage,
        "evidence": "1",
        "version": str(deal.version),
        "next_step": "Gọi điện cho hai bên",
        "owner": str(officer.id),
        "due": due.isoformat(),
        "supply_answer": "",
        "demand_answer": "",
        "loss_reason": "",
        **evidence,
    }


def move(client, session, deal, stage, officer, **evidence):
    session.commit()
    session.refresh(deal)
    form = form_for(deal, stage, officer, **evidence)
    session.rollback()
    answer = client.post(f"/deals/{deal.code}/move", data=form)
    session.expire_all()
    return answer


def test_the_whole_life_of_a_deal(client, session, factories, officer, deal):
    requirement = factories.Requirement(need=deal.need)
    today = stages.today().isoformat()
    client.sign_in(officer)
    path = [
        ("introduced", {"fit": "Đúng công suất 500 kg/mẻ"}),
        ("qualified", {"supply_answer": "good", "demand_answer": "good"}),
        ("trial", {"check_kind": "visit", "requirements": str(requirement.id)}),
        ("negotiation", {"minutes_file": (io.BytesIO(PDF), "bien-ban.pdf")}),
        (
            "contracted",
            {"terms": "Quyền sử dụng", "contract_date": today, "value_signed": "850 triệu"},
        ),
        ("implementing", {"contract_number": "12/2026/HĐ", "registration": "voluntary"}),
        ("completed", {"acceptance_minutes": "Đạt mọi chỉ tiêu", "acceptance_date": today}),
    ]

    for stage, evidence in path:
        answer = move(client, session, deal, stage, officer, **evidence)
        assert answer.location == f"/deals/{deal.code}", answer.text

    page = client.get(f"/deals/{deal.code}").text
    session.refresh(deal)
    assert deal.stage is DealStage.COMPLETED
    assert (deal.value_signed, deal.contract_number) == (850_000_000, "12/2026/HĐ")
    assert deal.next_step == ""
    for words in ("Đúng công suất 500 kg/mẻ", "Đến tận nơi", "bien-ban.pdf", "850 triệu đồng"):
        assert words in page
    assert "Chuyển giai đoạn" not in page


@pytest.mark.parametrize(
    "way",
    [
        ("proposed", "introduced"),
        ("introduced", "qualified"),
        ("qualified", "negotiation"),
        ("trial", "negotiation"),
        ("negotiation", "contracted"),
        ("contracted", "implementing"),
        ("implementing", "completed"),
        ("trial", "introduced"),
        ("trial", "paused"),
        ("trial", "lost"),
    ],
)
def test_a_move_without_its_evidence_says_what_is_missing(client, session, officer, deal, way):
    here, onward = way
    deal.stage = DealStage(here)
    client.sign_in(officer)

    form = client.get(f"/deals/{deal.code}/move?stage={onward}")
    answer = move(client, session, deal, onward, officer)

    assert form.status_code == 200
    assert answer.status_code == 422
    assert "Hãy điền mục này." in answer.text
    session.refresh(deal)
    assert deal.stage == here


def test_what_was_typed_is_still_there_after_an_error(client, session, officer, deal):
    client.sign_in(officer)

    answer = move(client, session, deal, "introduced", officer, fit="Rất hợp", next_step="")

    assert answer.status_code == 422
    assert "Rất hợp" in answer.text


@pytest.mark.parametrize(
    "case",
    [
        ("value_signed", "nhiều tiền", "Hãy viết số tiền"),
        ("contract_date", "31/02/2026", "ngày/tháng/năm"),
        ("contract_date", "2999-01-01", "Ngày này chưa tới"),
        ("due", "2020-01-01", "Hạn này đã qua"),
        ("terms", "x" * 4001, "Tối đa"),
    ],
)
def test_a_value_that_makes_no_sense_is_explained(client, session, officer, deal, case):
    field, value, message = case
    deal.stage = DealStage.NEGOTIATION
    client.sign_in(officer)
    good = {"terms": "Có", "contract_date": "2026-01-02", "value_signed": "5.000.000"}

    answer = move(client, session, deal, "contracted", officer, **{**good, field: value})

    assert answer.status_code == 422
    assert message in answer.text


def test_a_file_that_is_not_what_it_says_is_refused(client, session, officer, deal):
    deal.stage = DealStage.TRIAL
    client.sign_in(officer)
    lie = (io.BytesIO(b"<script>alert(1)</script>"), "bien-ban.pdf")

    answer = move(client, session, deal, "negotiation", officer, minutes_file=lie)

    assert answer.status_code == 422
    assert "Không nhận được tệp" in answer.text


def test_the_board_is_led_to_the_form_of_the_move(client, officer, deal):
    client.sign_in(officer)

    answer = client.post(f"/deals/{deal.code}/move", data={"stage": "introduced", "version": "1"})

    assert answer.status_code == 303
    assert answer.location == f"/deals/{deal.code}/move?stage=introduced"


def test_a_move_that_the_stage_forbids(client, session, officer, deal):
    client.sign_in(officer)

    assert client.get(f"/deals/{deal.code}/move?stage=completed").status_code == 409
    assert move(client, session, deal, "completed", officer).status_code == 409
    assert client.get(f"/deals/{deal.code}/move?stage=nonsense").status_code == 404


def test_a_stale_form_shows_both_texts_and_overwrites_nothing(client, session, officer, deal):
    client.sign_in(officer)
    old = form_for(deal, "introduced", officer, fit="Lời của tôi")
    plan = form_for(deal, "", officer, next_step="Việc đồng nghiệp vừa đặt")
    client.post(f"/deals/{deal.code}/next-step", data=plan)

    answer = client.post(f"/deals/{deal.code}/move", data=old)

    assert answer.status_code == 409
    assert "Lời của tôi" in answer.text
    assert "Việc đồng nghiệp vừa đặt" in answer.text
    session.refresh(deal)
    assert deal.stage is DealStage.PROPOSED
    assert f'name="version" value="{deal.version}"' in answer.text


def test_a_stale_move_to_where_the_deal_is_already_keeps_the_words(client, session, officer, deal):
    client.sign_in(officer)
    old = form_for(deal, "introduced", officer, fit="Lời của tôi")
    move(client, session, deal, "introduced", officer, fit="Lời của đồng nghiệp")

    answer = client.post(f"/deals/{deal.code}/move", data=old)

    assert answer.status_code == 409
    assert "Lời của tôi" in answer.text
    assert "Lời của đồng nghiệp" in answer.text


def test_a_stale_next_step_shows_both(client, session, officer, deal):
    client.sign_in(officer)
    old = form_for(deal, "", officer, next_step="Việc của tôi")
    new = form_for(deal, "", officer, next_step="Việc của đồng nghiệp")
    client.post(f"/deals/{deal.code}/next-step", data=new)

    answer = client.post(f"/deals/{deal.code}/next-step", data=old)

    assert answer.status_code == 409
    assert "Việc của tôi" in answer.text
    assert "Việc của đồng nghiệp" in answer.text


def test_a_next_step_needs_its_text(client, officer, deal):
    client.sign_in(officer)

    answer = client.post(
        f"/deals/{deal.code}/next-step", data=form_for(deal, "", officer, next_step=" ")
    )

    assert answer.status_code == 422


def test_pausing_and_resuming(client, session, officer, deal):
    deal.stage = DealStage.TRIAL
    client.sign_in(officer)
    later = (stages.today() + timedelta(days=40)).isoformat()

    move(client, session, deal, "paused", officer, resume_on=later)
    page = client.get(f"/deals/{deal.code}").text
    move(client, session, deal, "trial", officer)

    assert "Tạm dừng đến" in page
    session.refresh(deal)
    assert (deal.stage, deal.resume_on) == (DealStage.TRIAL, None)


def test_a_lost_deal_says_why_and_who(client, session, officer, deal):
    client.sign_in(officer)

    move(client, session, deal, "lost", officer, loss_reason="price", loss_party="demand")

    page = client.get(f"/deals/{deal.code}").text
    assert "Giá quá cao" in page
    assert "Bên cầu" in page


def test_private_notes_are_for_the_centre_alone(client, app, factories, officer, deal):
    client.sign_in(officer)
    client.post(f"/deals/{deal.code}/notes", data={"text": "Giá sàn 700 triệu", "private": "y"})
    client.post(f"/deals/{deal.code}/notes", data={"text": "Đã gặp hai bên"})
    outsiders = [
        factories.Membership(organisation=deal.technology.organisation).user,
        factories.Membership(organisation=deal.need.organisation).user,
        factories.member("ministry"),
        factories.administrator(),
    ]

    assert "Giá sàn 700 triệu" in client.get(f"/deals/{deal.code}").text
    for person in outsiders:
        other = app.test_client()
        other.sign_in(person)
        text = other.get(f"/deals/{deal.code}").text
        assert "Giá sàn 700 triệu" not in text
        assert "Đã gặp hai bên" in text


def test_an_empty_note_is_refused(client, officer, deal):
    client.sign_in(officer)

    answer = client.post(f"/deals/{deal.code}/notes", data={"text": "\u200b"})

    assert answer.status_code == 422


def test_a_note_is_text_and_never_markup(client, officer, deal):
    client.sign_in(officer)

    client.post(f"/deals/{deal.code}/notes", data={"text": "<script>alert(1)</script>"})

    assert "<script>alert(1)" not in client.get(f"/deals/{deal.code}").text


def test_a_document_goes_up_and_comes_down(client, officer, deal, document):
    client.sign_in(officer)

    with client.get(f"/deals/{deal.code}/documents/{document}") as answer:
        assert answer.data == PDF
        assert answer.headers["Content-Disposition"].startswith("attachment")

    assert client.get(f"/deals/{deal.code}/documents/{document + 1}").status_code == 404


def test_no_file_is_no_document(client, officer, deal):
    client.sign_in(officer)

    assert client.post(f"/deals/{deal.code}/documents").status_code == 422


@pytest.fixture
def document(client, session, officer, deal):
    """The number of a document of the deal, named after the firm; nobody is signed in after it."""
    client.sign_in(officer)
    name = f"{deal.need.organisation.name_vi}.pdf"
    session.rollback()
    client.post(f"/deals/{deal.code}/documents", data={"document": (io.BytesIO(PDF), name)})
    session.refresh(deal)
    number = deal.documents[0].id
    session.rollback()
    return number


@pytest.fixture
def institute(factories, deal):
    return factories.Membership(organisation=deal.technology.organisation).user


def test_the_institute_learns_no_blind_firm(client, deal, document, blind, institute):
    client.sign_in(institute)
    addresses = [f"/deals/{deal.code}", "/deals/", "/deals/list", "/deals/due", "/deals/list.csv"]

    texts = [client.get(address).text for address in addresses]

    assert all(blind not in text for text in texts)
    assert "Đơn vị đăng ẩn danh" in texts[0]
    assert client.get(f"/deals/{deal.code}/documents/{document}").status_code == 403


def test_words_written_before_are_masked(client, session, deal, blind, institute):
    deal.next_step = f"Gọi {blind}"
    client.sign_in(institute)

    assert "Gọi […]" in client.get(f"/deals/{deal.code}").text


def test_who_was_let_in_sees_name_and_documents(client, factories, deal, document, institute):
    deal.need.blind = True
    name = deal.need.organisation.name_vi
    deal.need.disclosures.append(Disclosure(organisation=deal.technology.organisation))
    client.sign_in(institute)

    assert name in client.get(f"/deals/{deal.code}").text
    with client.get(f"/deals/{deal.code}/documents/{document}") as answer:
        assert answer.status_code == 200


def test_the_firm_is_offered_to_let_the_institute_in(client, factories, deal, blind):
    client.sign_in(factories.Membership(organisation=deal.need.organisation).user)

    page = client.get(f"/deals/{deal.code}").text
    client.post(
        f"/postings/{deal.need.code}/disclose",
        data={"organisation": deal.technology.organisation.code, "let_in": "1"},
    )

    assert "Bên cung chưa biết bạn là ai" in page
    assert "Bên cung chưa biết bạn là ai" not in client.get(f"/deals/{deal.code}").text


def test_the_page_refuses_words_that_name_a_blind_firm(client, session, officer, deal, blind):
    client.sign_in(officer)

    answer = move(client, session, deal, "introduced", officer, fit=f"{blind} cần máy")

    assert answer.status_code == 422
    assert "Bên cầu đăng ẩn danh: hãy bỏ" in answer.text


def test_the_deal_goes_to_a_colleague(client, session, factories, officer, deal):
    colleague = factories.Membership(organisation=deal.centre, role=MemberRole.EDITOR).user
    client.sign_in(officer)
    form = {"version": str(deal.version), "officer": str(colleague.id)}

    client.post(f"/deals/{deal.code}/officer", data=form)
    stale = client.post(f"/deals/{deal.code}/officer", data=form)

    session.refresh(deal)
    assert deal.officer_id == colleague.id
    assert stale.status_code == 409


def test_nobody_of_another_house_becomes_officer(client, factories, officer, deal):
    stranger = factories.member("institute")
    client.sign_in(officer)

    answer = client.post(
        f"/deals/{deal.code}/officer",
        data={"version": str(deal.version), "officer": str(stranger.id)},
    )

    assert answer.status_code == 422


WRITES = ["move", "next-step", "notes", "documents", "officer"]


@pytest.mark.parametrize(
    "case",
    [
        ("centre", 200, True),
        ("reader", 200, False),
        ("firm", 200, False),
        ("institute", 200, False),
        ("ministry", 200, False),
        ("administrator", 200, False),
        ("department", 200, False),
        ("other centre", 403, False),
        ("other firm", 403, False),
    ],
)
def test_who_may_read_and_who_may_write(client, factories, officer, deal, case):
    who, reads, writes = case
    people = {
        "centre": lambda: officer,
        "reader": lambda: (
            factories.Membership(organisation=deal.centre, role=MemberRole.READER).user
        ),
        "firm": lambda: factories.Membership(organisation=deal.need.organisation).user,
        "institute": lambda: factories.Membership(organisation=deal.technology.organisation).user,
        "ministry": lambda: factories.member("ministry"),
        "administrator": factories.administrator,
        "department": lambda: factories.member("department"),
        "other centre": lambda: factories.member("centre", province="48"),
        "other firm": lambda: factories.member("sme"),
    }
    client.sign_in(people[who]())

    assert client.get(f"/deals/{deal.code}").status_code == reads
    assert (deal.code in client.get("/deals/list").text) == (reads == 200)
    assert (client.get(f"/deals/{deal.code}/move?stage=introduced").status_code == 200) == writes
    for address in WRITES:
        answer = client.post(f"/deals/{deal.code}/{address}", data={"stage": "introduced"})
        assert (answer.status_code != 403) == writes


@pytest.mark.parametrize("address", ["", "list", "due", "list.csv", "TV-2026-000000"])
def test_a_visitor_is_asked_to_sign_in(client, factories, address):
    factories.Deal(code="TV-2026-000000")

    assert "sign-in" in client.get(f"/deals/{address}").location


def test_a_deal_that_is_not_there(client, officer):
    client.sign_in(officer)

    assert client.get("/deals/TV-1999-000001").status_code == 404
    assert client.get("/deals/%00").status_code == 404


@pytest.mark.parametrize("address", ["", "list", "due"])
def test_nothing_yet_says_what_to_do(client, factories, officer, address):
    client.sign_in(officer)

    assert "empty-state" in client.get(f"/deals/{address}").text


def test_the_board_shows_each_stage_and_what_is_overdue(client, session, officer, deal):
    deal.next_step_due = stages.today() - timedelta(days=2)
    session.commit()
    client.sign_in(officer)

    text = client.get("/deals/").text

    assert text.count("data-stage=") == len(DealStage)
    assert "is-overdue" in text
    assert "Chuyển TV-" in text


def test_a_full_column_leads_to_the_list(client, factories, officer, deal):
    for _ in range(boards.CARDS + 1):
        factories.Deal(centre=deal.centre, officer=officer, match=factories.Match())
    client.sign_in(officer)

    text = client.get("/deals/").text

    assert text.count("data-card") == boards.CARDS
    assert "/deals/list?stage=proposed" in text


def test_the_list_is_filtered_and_sorted_by_its_address(client, factories, officer, deal):
    factories.Deal(
        centre=deal.centre,
        stage=DealStage.TRIAL,
        match=factories.Match(need=factories.Need(vn_field="401", title_vi="Ủ phân từ rơm")),
        next_step_due=stages.today() - timedelta(days=1),
    )
    client.sign_in(officer)

    for query in ("stage=trial", "field=4", "overdue=1"):
        text = client.get(f"/deals/list?{query}").text
        assert "Ủ phân từ rơm" in text
        assert deal.code not in text
    down = client.get("/deals/list?sort=stage&desc=1").text
    assert down.index("Ủ phân từ rơm") < down.index(deal.code)
    assert 'aria-sort="descending"' in down


@pytest.mark.parametrize(
    "query", ["sort=nonsense", "stage=x", "officer=zz", "page=99", "page=-1", "field=%00", "page=٣"]
)
def test_a_broken_address_still_shows_the_list(client, officer, deal, query):
    client.sign_in(officer)

    assert client.get(f"/deals/list?{query}").status_code == 200


def test_the_export_keeps_formulas_from_running(client, session, officer, deal):
    deal.need.title_vi = "=1+1"
    session.commit()
    client.sign_in(officer)

    answer = client.get("/deals/list.csv")

    assert answer.mimetype == "text/csv"
    assert answer.data.startswith("\ufeff".encode())
    assert ",'=1+1," in answer.text


def test_the_week_shows_overdue_then_today(client, session, factories, officer, deal):
    deal.next_step, deal.next_step_due = "Việc hôm nay", stages.today()
    factories.Deal(
        centre=deal.centre,
        next_step="Việc cũ",
        next_step_due=stages.today() - timedelta(days=4),
    )
    factories.Deal(
        centre=deal.centre,
        next_step="Việc tháng sau",
        next_step_due=stages.today() + timedelta(days=30),
    )
    session.commit()
    client.sign_in(officer)

    text = client.get("/deals/due").text
    mine = client.get("/deals/due?mine=1").text

    assert text.index("Việc cũ") < text.index("Việc hôm nay")
    assert "Quá hạn 4 ngày" in text
    assert "Việc tháng sau" not in text
    assert "Việc cũ" not in mine


@pytest.mark.parametrize("address", ["", "list", "due", "list.csv"])
def test_more_deals_do_not_mean_more_queries(client, factories, officer, deal, address):
    client.sign_in(officer)

    def cost():
        with count_queries() as statements:
            client.get(f"/deals/{address}")
        return len(statements)

    def fill(times):
        for _ in range(times):
            need = factories.Need(blind=True)
            factories.Deal(
                centre=deal.centre,
                officer=factories.User(),
                match=factories.Match(need=need),
                opened_at=now(),
                next_step_due=stages.today(),
            )

    fill(2)
    client.get(f"/deals/{address}")
    few = cost()
    fill(6)

    assert cost() == few
    assert few < 25
