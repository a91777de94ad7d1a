"""Organisations: lists, pages, registration, changes, verification."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import Mail, MemberRole, Organisation, Party, PostingState, now
from tests.web.queries import count_queries

TYPED = {
    "name_vi": "Hợp tác xã Mít Ba Láng",
    "org_type": "coop",
    "province": "92",
    "email": "balang@example.org",
    "website": "balang.vn",
    "tax_code": "1800123456",
}


def own(person):
    return person.memberships[0].organisation


def registered(session):
    return session.scalar(select(Organisation).where(Organisation.name_vi == TYPED["name_vi"]))


def test_the_list_is_searched_and_filtered(client, factories):
    factories.Organisation(name_vi="Viện Lúa", org_type="institute")
    factories.Organisation(name_vi="Hợp tác xã Ba Láng", org_type="coop")

    page = client.get("/organisations/?q=ba+lang&type=coop&type=x").text

    assert "Hợp tác xã Ba Láng" in page
    assert "Viện Lúa" not in page
    assert "không có giá trị “x”" in page


def test_a_page_past_the_end_is_the_last_page(client, factories):
    factories.Organisation(name_vi="Viện Lúa")

    page = client.get("/organisations/?page=9").text

    assert "Viện Lúa" in page
    assert "chỉ có 1 trang" in page


def test_the_list_costs_the_same_few_queries_however_long(client, factories):
    factories.Organisation()
    with count_queries() as few:
        client.get("/organisations/")
    for _each in range(10):
        factories.Organisation()
    with count_queries() as many:
        client.get("/organisations/")

    assert len(many) <= len(few)


def test_a_page_shows_what_is_published_and_who_verified(client, factories, session):
    officer = factories.User(name="Trần Văn Đông")
    organisation = factories.Organisation(
        verified_by=officer, verified_how="visit", phone="0912345678"
    )
    shown = factories.Technology(organisation=organisation, title_vi="Máy sấy mít")
    hidden = factories.Technology(organisation=organisation, state=PostingState.PAUSED)

    page = client.get(f"/organisations/{organisation.code}").text

    for words in (shown.title_vi, "Trần Văn Đông", "Đã đến tận nơi"):
        assert words in page
    assert hidden.code not in page
    assert "0912345678" not in page


def test_a_script_for_a_website_is_not_linked(client, factories):
    organisation = factories.Organisation(
        website="javascript:alert(1)", name_vi="<script>alert(1)</script>", field_of_work="<b>x"
    )

    page = client.get(f"/organisations/{organisation.code}").text

    assert 'href="javascript' not in page
    assert "<script>alert" not in page
    assert "<b>x" not in page


def test_an_unknown_organisation_is_not_found(client):
    assert client.get("/organisations/TC-0000-000000").status_code == 404


class TestRegistering:
    def test_visitors_sign_in_first(self, client):
        assert "/account/sign-in" in client.get("/organisations/new").location
        assert "/account/sign-in" in client.post("/organisations/", data=TYPED).location

    def test_a_person_registers_theirs_and_acts_for_it(self, client, factories, session):
        person = client.sign_in(factories.member("institute"))

        page = client.post("/organisations/", data=TYPED, follow_redirects=True).text

        organisation = registered(session)
        assert organisation.website == "https://balang.vn"
        assert f"/organisations/{organisation.code}/edit" in page
        roles = {each.organisation_id: each.role for each in person.memberships}
        assert roles[organisation.id] is MemberRole.OWNER

    def test_likely_twins_are_shown_first(self, client, factories, session):
        twin = factories.Organisation(name_vi="HTX Mít Ba Láng", tax_code="1800123456")
        client.sign_in(factories.User())

        first = client.post("/organisations/", data=TYPED)
        assert first.status_code == 409
        assert twin.code in first.text
        assert 'value="Hợp tác xã Mít Ba Láng"' in first.text
        assert registered(session) is None

        client.post("/organisations/", data=TYPED | {"sure": "1"})
        assert registered(session) is not None

    @pytest.mark.parametrize("kind", ["centre", "department", "ministry"])
    def test_reserved_kinds_are_for_administrators(self, client, factories, session, kind):
        client.sign_in(factories.User())
        assert f'value="{kind}"' not in client.get("/organisations/new").text
        assert client.post("/organisations/", data=TYPED | {"org_type": kind}).status_code == 422
        assert registered(session) is None

        client.sign_in(factories.administrator())
        response = client.post("/organisations/", data=TYPED | {"org_type": kind})
        assert response.location.endswith("/members")

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"name_vi": ""}, "Hãy viết tên đầy đủ"),
            ({"name_vi": "\u200b\u202e"}, "Hãy viết tên đầy đủ"),
            ({"name_vi": "a" * 400}, "Tối đa 300 ký tự"),
            ({"org_type": "nothing"}, "không có trong danh mục"),
            ({"org_type": ""}, "Hãy chọn loại hình"),
            ({"province": "00"}, "không có trong danh mục"),
            ({"province": ""}, "Hãy chọn tỉnh"),
            ({"service_area": ["92", "00"]}, "Không có trong danh mục"),
            ({"email": "x@"}, "email này chưa đúng"),
            ({"website": "javascript:alert(1)"}, "địa chỉ trang web"),
            ({"website": "http://[x"}, "địa chỉ trang web"),
            ({"tax_code": "12"}, "10, 12 hoặc 13 chữ số"),
            ({"size_band": "many"}, "không có trong danh mục"),
        ],
    )
    def test_what_is_wrong_is_told_and_nothing_typed_is_lost(
        self, client, factories, session, wrong, told
    ):
        client.sign_in(factories.User())

        response = client.post("/organisations/", data=TYPED | {"equipment": "Lò sấy"} | wrong)

        assert response.status_code == 422
        assert told in response.text
        assert "Lò sấy" in response.text
        assert registered(session) is None


class TestChanging:
    def change(self, client, organisation, **fields):
        typed = TYPED | {"version": organisation.version, "name_vi": organisation.name_vi}
        return client.post(f"/organisations/{organisation.code}", data=typed | fields)

    @pytest.mark.parametrize("role", [MemberRole.OWNER, MemberRole.EDITOR])
    def test_members_who_write_change_it(self, client, factories, role):
        person = client.sign_in(factories.member("coop", role))

        assert client.get(f"/organisations/{own(person).code}/edit").status_code == 200
        assert self.change(client, own(person), field_of_work="Sấy mít").status_code == 302
        assert own(person).field_of_work == "Sấy mít"

    def test_others_do_not(self, client, factories):
        organisation = factories.Organisation(org_type="coop")
        people = [
            factories.member("coop"),
            factories.Membership(organisation=organisation, role=MemberRole.READER).user,
            factories.member("centre"),
        ]

        for person in people:
            client.sign_in(person)
            assert client.get(f"/organisations/{organisation.code}/edit").status_code == 403
            assert self.change(client, organisation, name_vi="Của tôi").status_code == 403

    def test_a_stale_save_keeps_both_texts(self, client, factories, session):
        person = client.sign_in(factories.member("coop"))
        organisation = own(person)
        stale = organisation.version
        organisation.field_of_work = "Người kia viết"
        session.commit()

        response = self.change(client, organisation, version=stale, field_of_work="Tôi viết")

        assert response.status_code == 409
        assert "Người kia viết" in response.text
        assert "Tôi viết" in response.text
        assert f'name="version" type="hidden" value="{organisation.version}"' in response.text
        assert organisation.field_of_work == "Người kia viết"

    def test_a_new_name_is_verified_anew(self, client, factories):
        person = client.sign_in(factories.member("coop"))

        self.change(client, own(person), name_vi="Viện Lúa")

        assert not own(person).verified

    def test_a_centre_keeps_kind_and_province(self, client, factories):
        person = client.sign_in(factories.member("centre", province="92"))
        organisation = own(person)

        assert (
            self.change(client, organisation, org_type="centre", province="01").status_code == 422
        )
        assert self.change(client, organisation, org_type="coop").status_code == 422
        assert self.change(client, organisation, org_type="centre").status_code == 302


class TestVerifying:
    def test_the_centre_of_the_province_verifies_and_owners_are_told(
        self, client, factories, session
    ):
        owner = factories.member("coop", province="92", verified_at=None)
        officer = client.sign_in(factories.member("centre", province="92"))
        organisation = own(owner)

        listed = client.get("/organisations/?verified=no&province=92").text
        client.post(f"/organisations/{organisation.code}/verify", data={"how": "visit"})

        assert organisation.code in listed
        assert organisation.verified_by == officer
        assert session.scalar(select(Mail.to)) == owner.email

    def test_the_centre_is_told_what_waits(self, client, factories):
        factories.Organisation(province="92", verified_at=None)
        client.sign_in(factories.member("centre", province="92"))

        assert "1 tổ chức trong tỉnh của bạn chờ xác minh" in client.get("/organisations/").text

    def test_how_is_asked_for(self, client, factories):
        organisation = factories.Organisation(verified_at=None)
        client.sign_in(factories.administrator())

        response = client.post(f"/organisations/{organisation.code}/verify", data={"how": "x"})

        assert response.status_code == 422
        assert not organisation.verified

    def test_taking_it_back_needs_a_reason_that_owners_read(self, client, factories, session):
        owner = factories.member("coop")
        client.sign_in(factories.administrator())
        address = f"/organisations/{own(owner).code}/unverify"

        assert client.post(address, data={"reason": " "}).status_code == 422
        assert own(owner).verified
        client.post(address, data={"reason": "Đã giải thể"})

        assert not own(owner).verified
        assert "Đã giải thể" in session.scalar(select(Mail.text))

    @pytest.mark.parametrize("what", ["verify", "unverify"])
    def test_nobody_else_does(self, client, factories, what):
        owner = factories.member("coop", province="92", verified_at=None)
        address = f"/organisations/{own(owner).code}/{what}"

        assert client.post(address).status_code == 302
        people = [
            owner,
            factories.member("centre", province="01"),
            factories.member("centre", MemberRole.READER, province="92"),
            factories.member("ministry"),
        ]
        for person in people:
            client.sign_in(person)
            assert client.post(address, data={"how": "visit"}).status_code == 403

    def test_a_centre_does_not_verify_itself(self, client, factories):
        officer = client.sign_in(factories.member("centre", verified_at=None))

        address = f"/organisations/{own(officer).code}/verify"
        assert client.post(address, data={"how": "visit"}).status_code == 403


def test_the_page_tells_how_an_organisation_answers_from_five_cases_on(client, factories):
    institute = factories.Organisation()
    path = f"/organisations/{institute.code}"
    for number in range(5):
        assert "lần được hỏi" not in client.get(path).text
        match = factories.Match(technology__organisation=institute)
        asked = now() - timedelta(days=30)
        factories.Answer(match=match, party=Party.DEMAND, at=asked)
        factories.Answer(match=match, party=Party.SUPPLY, at=asked + timedelta(days=number))

    page = client.get(path).text

    assert "Đã trả lời 5 trong 5 lần được hỏi (100 %); một nửa số lần trong vòng 2 ngày." in page
