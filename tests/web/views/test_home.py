"""The first page, the search across everything, and the choice of language."""

import pytest


def test_the_first_page_is_vietnamese_until_a_language_is_chosen(client):
    assert '<html lang="vi"' in client.get("/").text

    client.get("/language/en")

    assert '<html lang="en"' in client.get("/").text


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example"]
)
def test_a_link_back_never_leaves_the_site(client, target):
    response = client.get("/language/en", query_string={"next": target})

    assert response.location == "/"


def test_the_first_page_shows_both_ways_in_and_live_figures(client, factories):
    factories.Technology(title_vi="Máy sấy mít")
    factories.Need(title_vi="Cần xử lý nước thải")

    page = client.get("/").text

    for words in (
        "Tôi có công nghệ",
        "Tôi đang cần công nghệ",
        "Máy sấy mít",
        "Cần xử lý nước thải",
        "1 nhu cầu đang chờ lời giải",
    ):
        assert words in page


def test_an_empty_platform_still_says_what_it_is(client):
    page = client.get("/").text

    assert "Chưa có công nghệ nào được đăng." in page


def test_who_has_no_organisation_yet_is_led_to_register_it(client, factories):
    assert "Còn một bước" not in client.get("/").text
    client.sign_in(factories.User())

    page = client.get("/").text

    assert "Còn một bước" in page
    assert 'href="/organisations/new"' in page
    assert "/postings/new/" not in page


def test_a_search_looks_everywhere(client, factories):
    technology = factories.Technology(title_vi="Máy sấy mít")
    need = factories.Need(title_vi="Sấy mít không cháy cạnh")
    organisation = factories.Organisation(name_vi="Hợp tác xã Sấy Mít Tân Phú")

    page = client.get("/search?q=say+mit").text

    for code in (technology.code, need.code, organisation.code):
        assert code in page


def test_a_search_shows_five_and_leads_to_the_rest(client, factories):
    for _each in range(7):
        factories.Technology(title_vi="Máy sấy mít")

    page = client.get("/search?q=say").text

    assert page.count('class="posting posting-technology"') == 5
    assert "Xem cả 7 công nghệ" in page
    assert "/technologies/?q=say" in page


def test_a_search_that_finds_nothing_says_what_to_do(client):
    page = client.get("/search?q=zzzz").text

    assert "Chưa có gì khớp với “zzzz”" in page
    assert "/postings/new/need" in page


def test_a_search_for_nothing_asks_for_words(client):
    page = client.get("/search?q=%00").text

    assert "Ví dụ" in page


def test_a_query_cannot_be_markup(client):
    page = client.get("/search", query_string={"q": '"><script>alert(1)</script>'}).text

    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("org_type", "side", "link"),
    [
        ("sme", "demand", "/postings/mine?sort=waiting"),
        ("institute", "supply", "/postings/mine?sort=waiting"),
        ("centre", "broker", "/inbox/?kind=both"),
        ("ministry", "oversight", "/deals/list?overdue=1"),
    ],
)
def test_the_first_page_leads_who_signed_in_to_what_waits(client, factories, org_type, side, link):
    client.sign_in(factories.member(org_type, side=side))

    page = client.get("/").text

    assert "Việc đang chờ bạn</h1>" in page
    assert f'href="{link}"' in page


def test_every_number_of_an_administrator_opens_its_page(client, factories):
    client.sign_in(factories.administrator())

    client.get("/")

    for link in ("/organisations/?verified=no", "/admin/mail", "/deals/list?overdue=1", "/deals/"):
        assert client.get(link).status_code == 200
