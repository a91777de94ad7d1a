"""The duties of a contract on the page: contents, registration, rights, the draft."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document

from models import Disclosure, local_today
from tests.web.views.deals.sending import move

HTMX = {"HX-Request": "true"}


@pytest.fixture
def funded(session, deal):
    """The deal in negotiation, its technology paid for by the State."""
    deal.technology.state_funding, deal.stage = "full", "negotiation"
    session.commit()
    return deal


def address(deal, end):
    return f"/deals/{deal.code}/{end}"


def item(page, code):
    """Return what the form of one content would send."""
    found = re.search(rf'id="content-{code}".*?</li>', page, re.DOTALL)[0]
    return {
        name: re.search(rf'name="{name}" value="([^"]*)"', found)[1] for name in ("rule", "edition")
    }


def tick(client, deal, code, page=None, **changes):
    page = page or client.get(address(deal, "duties")).text
    headers = changes.pop("headers", {})
    form = {**item(page, code), "present": "yes", "note": "", **changes}
    return client.post(address(deal, "contents"), data=form, headers=headers)


def versioned(session, deal, prefix, **values):
    session.commit()
    session.refresh(deal)
    named = {f"{prefix}-{name}": value for name, value in values.items()}
    return {"version": str(deal.version), **named}


def test_a_content_is_ticked_with_a_note_and_counted(client, officer, deal):
    client.sign_in(officer)

    answer = tick(client, deal, "price", note="Điều 6")

    page = client.get(f"/deals/{deal.code}").text
    assert answer.location == f"/deals/{deal.code}#content-price"
    assert '<span id="contents-present">1/14</span>' in page
    assert 'value="Điều 6"' in page
    assert "Điều 23 Luật số 07/2017/QH14" in page
    assert "theo quy định ngày 01/07/2018" in page
    assert "cần đối chiếu quy định mới" in page


def test_a_content_is_saved_in_place(client, officer, deal):
    client.sign_in(officer)

    answer = tick(client, deal, "price", headers=HTMX)

    assert answer.status_code == 200
    assert answer.text.strip().startswith('<li class="duty is-done" id="content-price">')
    assert '<span id="contents-present" hx-swap-oob="true">1/14</span>' in answer.text


@pytest.mark.parametrize(("headers", "status"), [({}, 409), (HTMX, 422)])
def test_a_stale_tick_shows_both_texts(client, officer, deal, headers, status):
    client.sign_in(officer)
    opened = client.get(address(deal, "duties")).text
    tick(client, deal, "price", opened, note="Lời của đồng nghiệp")

    answer = tick(client, deal, "price", opened, note="Lời của tôi", headers=headers)

    assert answer.status_code == status
    assert "Lời của đồng nghiệp" in answer.text
    assert 'value="Lời của tôi"' in answer.text
    again = tick(client, deal, "price", answer.text, note="Lời của tôi")
    assert again.status_code == 302


def test_a_forged_rule_is_refused(client, officer, deal):
    client.sign_in(officer)

    for rule in ("0", "x", "9" * 30):
        answer = client.post(address(deal, "contents"), data={"rule": rule, "present": "yes"})
        assert answer.status_code == 422


def test_three_questions_lead_to_the_papers_and_the_day(client, session, officer, deal):
    deal.contract_date = local_today()
    client.sign_in(officer)
    chosen = {"direction": "direction.inbound", "money": "money.none", "permit": "permit.no"}

    client.post(
        address(deal, "registration"), data=versioned(session, deal, "registration", **chosen)
    )

    page = client.get(f"/deals/{deal.code}").text
    due = local_today() + timedelta(days=90)
    for words in ("Phải đăng ký", "còn 90 ngày để nộp", f"{due:%d/%m/%Y}", "Bản dịch tiếng Việt"):
        assert words in page
    assert "Bên nhận thay mặt các bên nộp hồ sơ." in page


def test_a_question_left_out_is_pointed_at(client, session, officer, deal):
    client.sign_in(officer)
    form = versioned(session, deal, "registration", direction="direction.domestic")

    answer = client.post(address(deal, "registration"), data=form)

    assert answer.status_code == 422
    assert answer.text.count("Hãy điền mục này.") >= 2
    assert re.search(
        r'value="direction.domestic"[^>]*checked|checked[^>]*value="direction.domestic"',
        answer.text,
    )


def test_filing_shows_in_the_deal(client, session, officer, deal):
    today = local_today()
    deal.contract_date, deal.registration_duty = today - timedelta(days=9), "must"
    client.sign_in(officer)
    chosen = {"direction": "direction.inbound", "money": "money.none", "permit": "permit.no"}
    client.post(
        address(deal, "registration"), data=versioned(session, deal, "registration", **chosen)
    )

    form = versioned(
        session,
        deal,
        "filing",
        filed_on=today.isoformat(),
        certificate_number="05/GCN",
        certificate_date=today.isoformat(),
    )
    client.post(address(deal, "registration/filing"), data=form)

    page = client.get(f"/deals/{deal.code}").text
    assert "đã có giấy chứng nhận" in page
    assert f"05/GCN, {today:%d/%m/%Y}" in page


@pytest.mark.parametrize("end", ["registration", "registration/filing", "funding"])
def test_a_stale_form_keeps_what_was_typed(client, session, officer, deal, end):
    deal.contract_date = local_today()
    client.sign_in(officer)
    typed = {
        "registration": {
            "direction": "direction.inbound",
            "money": "money.none",
            "permit": "permit.no",
        },
        "registration/filing": {"filed_on": local_today().isoformat()},
        "funding": {"state_funding": "part", "task_code": "ĐT-07/2024"},
    }[end]
    prefix = {"registration/filing": "filing"}.get(end, end)
    chosen = {"direction": "direction.outbound", "money": "money.none", "permit": "permit.no"}
    client.post(
        address(deal, "registration"), data=versioned(session, deal, "registration", **chosen)
    )
    form = versioned(session, deal, prefix, **typed)

    answer = client.post(address(deal, end), data={**form, "version": "0"})

    assert answer.status_code == 409
    assert "Đồng nghiệp vừa sửa thương vụ này." in answer.text
    for value in typed.values():
        assert value in answer.text


def test_a_blocked_deal_says_so_everywhere(client, factories, officer, funded):
    factories.ClearanceStep(deal=funded, authority="Sở KH&CN Cần Thơ")
    client.sign_in(officer)

    for page in (f"/deals/{funded.code}", "/deals/", "/deals/list"):
        assert "Vướng 12 ngày, ở Sở KH&amp;CN Cần Thơ" in client.get(page).text


def test_the_move_is_refused_with_its_reason_and_nothing_typed_is_lost(
    client, session, factories, officer, funded
):
    factories.ClearanceStep(deal=funded)
    client.sign_in(officer)
    form = client.get(address(funded, "move?stage=contracted")).text
    evidence = {
        "contract_number": "12/2026/HĐ",
        "contract_date": local_today().isoformat(),
        "value_signed": "850 triệu",
    }

    answer = move(client, session, funded, "contracted", officer, **evidence)

    assert "Chưa ký được: đang chờ Sở Khoa học và Công nghệ Cần Thơ" in form
    assert answer.status_code == 422
    assert "Chưa ký được" in answer.text
    assert "12/2026/HĐ" in answer.text


def test_a_request_and_its_decision_are_written_down(client, session, officer, funded):
    client.sign_in(officer)
    asked = (local_today() - timedelta(days=3)).isoformat()
    told = {"status": "requested", "authority": "Bộ KH&CN", "on": asked, "reference": "15/ĐN"}
    client.post(
        address(funded, "clearance"), data={f"clearance-{name}": told[name] for name in told}
    )
    session.refresh(funded)
    (step,) = funded.clearance
    prefix = f"decision{step.id}"
    waiting = client.get(f"/deals/{funded.code}").text

    unsaid = client.post(address(funded, f"clearance/{step.id}"), data={f"{prefix}-reference": "9"})
    given = {"status": "granted_use", "on": local_today().isoformat(), "reference": "88/QĐ"}
    client.post(
        address(funded, f"clearance/{step.id}"),
        data={f"{prefix}-{name}": given[name] for name in given},
    )

    page = client.get(f"/deals/{funded.code}").text
    assert unsaid.status_code == 422
    assert "thì ghi ngay ở đề nghị đó" in waiting
    assert "thì ghi ngay ở đề nghị đó" not in page
    assert "Quyền đã rõ" in page
    assert "15/ĐN; 88/QĐ" in page
    assert "Vướng" not in page
    assert client.post(address(funded, "clearance/999999")).status_code == 404


def test_signing_warns_of_what_the_contract_lacks_and_prefills_the_rest(
    client, session, officer, deal
):
    deal.stage = "negotiation"
    deal.technology.transfer_right = "right.use"
    deal.technology.transfer_methods = ["method.training"]
    client.sign_in(officer)

    page = client.get(address(deal, "move?stage=contracted")).text

    assert "Hợp đồng mới có 0/14 nội dung theo luật." in page
    assert re.search(r'selected value="right.use"|value="right.use"[^>]* selected', page)
    assert re.search(r'checked[^>]*value="method.training"', page)


def test_signing_tells_the_timeline_how_much_was_in_the_contract(client, session, officer, deal):
    deal.stage = "negotiation"
    client.sign_in(officer)

    move(
        client,
        session,
        deal,
        "contracted",
        officer,
        contract_number="12/2026",
        contract_date=local_today().isoformat(),
        value_signed="850 triệu",
        transfer_method=["method.documents", "method.training"],
        contents_reason="Bổ sung bằng phụ lục",
    )

    page = client.get(f"/deals/{deal.code}").text
    session.refresh(deal)
    assert deal.transfer_method == "method.documents|method.training"
    for words in ("0/14", "Bổ sung bằng phụ lục", "Chuyển giao tài liệu về công nghệ; Đào tạo"):
        assert words in page


def test_a_contract_may_be_signed_in_another_currency(client, session, officer, deal):
    deal.stage = "negotiation"
    client.sign_in(officer)
    evidence = {"contract_number": "12/2026", "contract_date": local_today().isoformat()}

    move(
        client,
        session,
        deal,
        "contracted",
        officer,
        **evidence,
        value_signed="12.500,50",
        currency="USD",
    )

    page = client.get(f"/deals/{deal.code}").text
    session.refresh(deal)
    assert (deal.value_signed, deal.currency) == (1_250_050, "USD")
    assert page.count("12.500,50 USD") >= 2


def words_of(answer):
    document = Document(BytesIO(answer.data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


def test_the_draft_names_both_sides_to_who_may_know_them(client, officer, deal):
    client.sign_in(officer)

    answer = client.get(address(deal, "contract.docx"))

    assert f"du-thao-hop-dong-{deal.code}.docx" in answer.headers["Content-Disposition"]
    text = words_of(answer)
    assert deal.need.organisation.name_vi.upper() in text
    assert deal.technology.organisation.name_vi.upper() in text


def test_the_draft_of_a_blind_need_is_for_those_let_in(client, session, factories, deal, institute):
    deal.need.blind = True
    client.sign_in(institute)
    shut_out = client.get(address(deal, "contract.docx"))
    page = client.get(f"/deals/{deal.code}").text
    session.add(Disclosure(need=deal.need, organisation=deal.technology.organisation))
    session.commit()

    let_in = client.get(address(deal, "contract.docx"))

    assert shut_out.status_code == 403
    assert "contract.docx" not in page
    assert let_in.status_code == 200


def test_who_is_no_side_of_the_contract_gets_no_draft(client, app, factories, deal):
    for person in (factories.member("ministry"), factories.administrator()):
        other = app.test_client()
        other.sign_in(person)
        assert other.get(address(deal, "contract.docx")).status_code == 403


@pytest.mark.parametrize("who", ["firm", "reader"])
def test_parties_read_the_duties_and_change_nothing(client, factories, officer, deal, who):
    house = deal.need.organisation if who == "firm" else deal.centre
    client.sign_in(factories.Membership(organisation=house, role="reader").user)

    page = client.get(address(deal, "duties"))

    assert page.status_code == 200
    assert 'name="rule"' not in page.text
    for end in ("contents", "registration", "registration/filing", "funding", "clearance"):
        assert client.post(address(deal, end)).status_code == 403
