"""Blind needs: names are masked in words, too."""

import pytest

from matchmaker.services import identity
from matchmaker.services.actors import Actor, actor_of


@pytest.fixture
def need(factories):
    return factories.Need(
        blind=True,
        commune="Xã Tân Phú",
        organisation__name_vi="Hợp tác xã Mít Ba Láng",
        organisation__short_name="BALACO",
        organisation__commune="Phường Cái Răng",
        organisation__phone="0292 3871 555",
        organisation__email="ban@balaco.vn",
        organisation__website="https://www.balaco.vn/gioi-thieu",
        organisation__tax_code="0318715559",
        organisation__representative="Lê Thị Lan",
        organisation__address="12 đường Ba Mươi Tháng Tư",
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Hợp tác xã Mít Ba Láng cần máy sấy", "[…] cần máy sấy"),
        ("HTX mit ba lang cần máy sấy", "HTX […] cần máy sấy"),
        ("Ở xã Tân Phú, gần Cái Răng.", "Ở […], gần […]."),
        ("Của BALACO", "Của […]"),
        ("Balacol là thứ khác", "Balacol là thứ khác"),
        ("Mít ba múi", "Mít ba múi"),
        ("Gọi 02923871555 hoặc 0292.3871.555", "Gọi […] hoặc […]"),
        ("Viết cho ban@balaco.vn, xem www.balaco.vn", "Viết cho […], xem www.[…]"),
        ("Mã số thuế 031 871 5559", "Mã số thuế […]"),
        ("Gặp chị LÊ THỊ LAN ở 12 đường Ba Mươi Tháng Tư", "Gặp chị […] ở […]"),
        ("Lan can, một lần", "Lan can, một lần"),
        ("", ""),
    ],
)
def test_names_and_places_are_masked(need, text, shown):
    assert identity.shown(Actor(), need, text) == shown


def test_the_own_members_read_their_words(need, factories):
    member = factories.Membership(organisation=need.organisation).user

    assert identity.shown(actor_of(member), need, "BALACO") == "BALACO"


def test_an_open_need_is_not_masked(factories):
    need = factories.Need(blind=False, organisation__short_name="BALACO")

    assert identity.shown(Actor(), need, "BALACO") == "BALACO"
