"""Lists and pages of technologies and needs, as visitors and others see them."""

from datetime import timedelta

import pytest

from matchmaker.services.catalogue import selection
from models import PostingMove, PostingState, now
from tests.web.queries import count_queries

SCRIPT = "<script>alert(1)</script>"


@pytest.mark.parametrize("side", ["technologies", "needs"])
def test_an_empty_list_says_what_to_do_next(client, side):
    page = client.get(f"/{side}/").text

    assert "Không có" in page
    assert "/postings/new/" in page


def test_visitors_browse_what_is_published(client, factories):
    factories.Technology(title_vi="Máy sấy mít")
    factories.Technology(title_vi="Bí mật", state=PostingState.DRAFT)

    page = client.get("/technologies/").text

    assert "Máy sấy mít" in page
    assert "Bí mật" not in page
    assert "1 công nghệ" in page


def test_where_words_find_more_than_is_listed_the_page_says_so(client, factories, monkeypatch):
    monkeypatch.setattr(selection, "FOUND", 2)
    technologies = [factories.Technology(title_vi="Máy sấy mít") for _ in range(2)]
    told = "chỉ liệt kê và đếm"
    assert told not in client.get("/technologies/?q=say+mit").text

    factories.Technology(title_vi=technologies[0].title_vi)

    page = client.get("/technologies/?q=say+mit").text
    assert told in page
    assert "2 công nghệ" in page


def test_a_search_without_accents_marks_the_words(client, factories):
    factories.Technology(title_vi="Máy sấy mít bơm nhiệt")

    page = client.get("/technologies/?q=say+mit").text

    assert "<mark>sấy mít</mark>" in page
    assert "khớp với “say mit”" in page


def test_filters_stand_in_the_address_and_can_be_taken_off(client, factories):
    factories.Technology(title_vi="cơ khí")
    factories.Technology(title_vi="trồng trọt", vn_field="401")

    page = client.get("/technologies/?field=203&q=").text

    assert "cơ khí" in page
    assert "trồng trọt" not in page
    assert 'name="field" value="203" checked' in page
    assert 'href="/technologies/"' in page


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("trl=42", "không có giá trị “42”"),
        ("field=%3Cscript%3E", "không có giá trị “&lt;script&gt;”"),
        ("sort=price", "không có giá trị “price”"),
        ("province=99&province=98", "không có giá trị “98”"),
        ("q=m%00a", "ký tự không hiển thị"),
        ("q=" + "a" * 5000, "200 ký tự đầu"),
        ("page=999", "chỉ có 1 trang"),
        ("state=draft", "không có giá trị “draft”"),
    ],
)
def test_what_cannot_be_used_is_told_and_the_list_comes(client, factories, asked, told):
    factories.Technology()

    response = client.get(f"/technologies/?{asked}")

    assert response.status_code == 200
    assert told in response.text


def test_a_query_of_ten_megabytes_is_cut(client):
    response = client.get("/search", query_string={"q": "máy " * 2_500_000})

    assert response.status_code == 200
    assert "200 ký tự đầu" in response.text


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "9" * 50, ""])
def test_odd_page_numbers_show_a_page(client, factories, page):
    factories.Technology(title_vi="Máy sấy mít")

    assert "Máy sấy mít" in client.get("/technologies/", query_string={"page": page}).text


def test_a_long_list_is_paged_and_keeps_the_question(client, factories):
    organisation = factories.Organisation()
    for number in range(21):
        published = now() - timedelta(minutes=number)
        factories.Technology(
            organisation=organisation, title_vi=f"Máy {number:02}", published_at=published
        )

    first = client.get("/technologies/?province=92").text
    second = client.get("/technologies/?province=92&page=2").text

    assert "Máy 00" in first
    assert "Máy 20" not in first
    assert "/technologies/?province=92&amp;page=2" in first
    assert "Máy 20" in second


@pytest.mark.parametrize(
    "path", ["/technologies/", "/needs/", "/technologies/?q=may", "/", "/search?q=may"]
)
def test_a_list_costs_the_same_few_queries_however_long(client, factories, engine, path):
    def rows(count):
        for _each in range(count):
            factories.Technology()
            factories.Need(blind=True)

    rows(2)
    client.get(path)
    with count_queries() as few:
        client.get(path)
    rows(8)
    client.get(path)
    with count_queries() as many:
        client.get(path)

    assert len(many) <= len(few)


def test_an_unknown_code_is_not_found(client):
    for path in (
        "/technologies/CN-2026-999999",
        "/needs/x",
        "/technologies/%00",
        "/needs/" + "9" * 900,
    ):
        assert client.get(path).status_code == 404


def test_a_need_is_not_found_among_technologies(client, factories):
    assert client.get(f"/technologies/{factories.Need().code}").status_code == 404


@pytest.mark.parametrize("noun", ["technologies", "needs"])
def test_texts_cannot_be_markup(client, factories, noun):
    make = factories.Technology if noun == "technologies" else factories.Need
    fields = ("title_vi", "summary_vi", "problem_vi", "description_vi", "keywords_vi")
    posting = make(**dict.fromkeys(fields, SCRIPT), organisation__name_vi=SCRIPT)
    factories.Requirement(need=posting, indicator=SCRIPT, value=SCRIPT) if noun == "needs" else (
        factories.Benefit(technology=posting, indicator=SCRIPT, proof=SCRIPT)
    )

    for path in (
        f"/{noun}/{posting.code}",
        f"/{noun}/",
        f"/{noun}/?q=script",
        "/search?q=alert",
        "/",
    ):
        assert SCRIPT not in client.get(path).text


def test_a_technology_page_holds_what_was_given(client, factories):
    technology = factories.Technology(
        price_min=280_000_000,
        ip_types=["utility"],
        transfer_form="form.independent|form.equipment",
        references_vi="Ba hợp tác xã ở Hậu Giang",
        provinces_served=["92"],
        training_days=3,
    )
    factories.Benefit(technology=technology)

    page = client.get(f"/technologies/{technology.code}").text

    for words in ("từ 280 triệu đồng", "Giải pháp hữu ích", "Ba hợp tác xã ở Hậu Giang", "3 ngày",
                  "độ ẩm cuối", "TRL 8", "Chuyển giao công nghệ độc lập;"):  # fmt: skip
        assert words in page


def test_a_need_page_tells_hard_from_soft_requirements(client, factories):
    need = factories.Need()
    factories.Requirement(need=need)
    factories.Requirement(need=need, indicator="tiếng ồn", value="60", unit="dB", hard=False)

    page = client.get(f"/needs/{need.code}").text

    assert "nhiều nhất" in page
    assert page.index("Bắt buộc") < page.index("tiếng ồn") < page.index("Mong muốn")


def test_a_text_without_translation_is_marked(client, factories):
    technology = factories.Technology(title_en="Jackfruit dryer", inputs_vi="Điện ba pha")
    client.get("/language/en")

    page = client.get(f"/technologies/{technology.code}").text

    assert "<title>Jackfruit dryer" in page
    assert 'lang="vi"' in page


def test_visitors_see_no_phone_number_and_the_way_to_the_centre(client, factories):
    centre = factories.Organisation(org_type="centre", province="92", name_vi="Trung tâm Cần Thơ")
    technology = factories.Technology(organisation__phone="0912345678")

    visitor = client.get(f"/technologies/{technology.code}").text
    client.sign_in(factories.member("coop"))
    signed_in = client.get(f"/technologies/{technology.code}").text

    assert "0912345678" not in visitor
    assert f"/organisations/{centre.code}" in visitor
    assert "Đăng nhập" in visitor
    assert "0912345678" in signed_in


def test_a_draft_is_for_its_own_organisation(client, factories):
    person = factories.member()
    own = person.memberships[0].organisation
    draft = factories.Technology(organisation=own, state=PostingState.DRAFT)
    address = f"/technologies/{draft.code}"

    assert client.get(address).status_code == 302
    client.sign_in(factories.member())
    assert client.get(address).status_code == 403
    client.sign_in(person)
    page = client.get(address).text
    assert "Bản nháp: chỉ tổ chức của bạn xem được" in page
    assert f"/postings/{draft.code}/edit" in page


def test_the_reason_for_sending_back_is_for_the_owner(client, factories, session):
    person = factories.member()
    own = person.memberships[0].organisation
    technology = factories.Technology(organisation=own)
    technology.move(PostingMove.SEND_BACK, None, "Thiếu số liệu")
    session.commit()
    client.sign_in(person)

    assert "Thiếu số liệu" in client.get(f"/technologies/{technology.code}").text


class TestVisits:
    """A page is counted once a visit, by a small message of its own."""

    def test_once_a_session(self, client, factories):
        technology = factories.Technology()

        for _each in range(3):
            client.get(f"/technologies/{technology.code}")
            assert client.post(f"/technologies/{technology.code}/visits").status_code == 204

        assert technology.view_count == 1

    def test_not_robots_nor_the_owner(self, client, factories):
        person = factories.member()
        technology = factories.Technology(organisation=person.memberships[0].organisation)
        address = f"/technologies/{technology.code}/visits"

        client.post(address, headers={"User-Agent": "Googlebot/2.1"})
        client.sign_in(person)
        client.post(address)

        assert technology.view_count == 0
        assert "visit.js" not in client.get(f"/technologies/{technology.code}").text

    def test_not_what_one_may_not_read(self, client, factories):
        draft = factories.Need(state=PostingState.DRAFT)

        assert client.post(f"/needs/{draft.code}/visits").status_code == 302
        assert draft.view_count == 0
