"""Blind needs in the catalogue: who posted them is for those let in."""

import pytest

from models import Attachment, Disclosure, Membership


class TestBlind:
    """A blind need gives nobody away."""

    @pytest.fixture
    def need(self, factories, session):
        need = factories.Need(
            blind=True,
            title_vi="Cần máy sấy mít, HTX Mít Kỳ Lạ gửi",
            problem_vi="Ở Xã Lạ Lùng chúng tôi sấy mít bằng than. KYLACO.",
            commune="Xã Lạ Lùng",
            local_product="Mít Lạ Lùng",
            organisation__name_vi="Hợp tác xã Mít Kỳ Lạ",
            organisation__name_en="Strange Jackfruit Coop",
            organisation__short_name="KYLACO",
            organisation__commune="Xã Lạ Lùng",
            organisation__phone="0912345678",
        )
        session.add(
            Attachment(
                posting=need,
                name="ky-la.pdf",
                media_type="application/pdf",
                size=1,
                sha256="0" * 64,
            )
        )
        session.commit()
        return need

    PATHS = ("/needs/{0}", "/needs/", "/needs/?q=may+say", "/search?q=may+say", "/",
             "/needs/?organisation={1}", "/organisations/{1}")  # fmt: skip

    def leaks(self, client, need, path):
        page = client.get(path.format(need.code, need.organisation.code)).text
        words = [
            "Kỳ Lạ",
            "KYLACO",
            "Lạ Lùng",
            "Strange",
            "0912345678",
            "ky-la",
            need.organisation.code,
        ]
        if "/organisations/" in path or "organisation=" in path:
            words = [need.code, "Cần máy sấy"]
        return [word for word in words if word in page]

    @pytest.mark.parametrize("path", PATHS)
    @pytest.mark.parametrize("kind", [None, "institute", "centre", "ministry", "administrator"])
    def test_nobody_learns_the_name_or_the_place(self, client, factories, need, path, kind):
        if kind == "administrator":
            client.sign_in(factories.administrator())
        elif kind:
            client.sign_in(factories.member(kind, province="92"))

        assert self.leaks(client, need, path) == []

    def test_its_list_still_shows_the_need_itself(self, client, need):
        page = client.get("/needs/").text

        assert need.code in page
        assert "Tổ chức đăng ẩn danh" in page
        assert "Cần Thơ" in page

    def test_those_let_in_learn_it(self, client, factories, session, need):
        person = factories.member("institute")
        need.disclosures.append(Disclosure(organisation=person.memberships[0].organisation))
        client.sign_in(person)

        page = client.get(f"/needs/{need.code}").text

        assert "Hợp tác xã Mít Kỳ Lạ" in page
        assert "Xã Lạ Lùng" in page

    def test_its_own_members_read_it_all(self, client, factories, session, need):
        person = factories.User()
        session.add(Membership(user=person, organisation=need.organisation, role="editor"))
        client.sign_in(person)

        assert "ky-la.pdf" in client.get(f"/needs/{need.code}").text
        assert need.code in client.get(f"/organisations/{need.organisation.code}").text
