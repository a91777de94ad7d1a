"""An administrator merges one centre into another."""

from datetime import timedelta

import pytest

from models import local_today


@pytest.fixture
def old(factories):
    return factories.Organisation(org_type="centre", name_vi="Trung tâm cũ", province="60")


@pytest.fixture
def new(factories):
    return factories.Organisation(org_type="centre", name_vi="Trung tâm mới", province="75")


def form(new, **changes):
    return {"into": new.code, "on": local_today().isoformat(), "sure": "y", **changes}


def test_it_is_shown_confirmed_and_told_on_both_pages(client, factories, old, new):
    deal = factories.Deal(centre=old)
    client.sign_in(factories.administrator())
    address = f"/organisations/{old.code}/merge"
    assert address in client.get(f"/organisations/{old.code}").text
    assert "1 thương vụ" in client.get(address).text

    page = client.post(address, data=form(new), follow_redirects=True).text

    assert "Trung tâm cũ đã sáp nhập vào trung tâm này." in page
    assert "Đã nhận sáp nhập" in page
    history = client.get(f"/organisations/{old.code}").text
    assert f'href="/organisations/{new.code}"' in history
    assert address not in history
    told = client.get(f"/deals/{deal.code}").text
    assert "Đổi trung tâm theo dõi" in told
    assert "Trung tâm cũ" in told


@pytest.mark.parametrize(
    "wrong",
    [{"into": ""}, {"into": "TC-0000"}, {"sure": ""}, {"on": ""},
     {"on": (local_today() + timedelta(days=2)).isoformat()}],
)  # fmt: skip
def test_nothing_moves_before_all_is_said(client, factories, old, new, wrong):
    deal = factories.Deal(centre=old)
    client.sign_in(factories.administrator())
    data = {name: value for name, value in form(new, **wrong).items() if value}

    answer = client.post(f"/organisations/{old.code}/merge", data=data)

    assert answer.status_code == 422
    assert "Trung tâm cũ" in client.get(f"/deals/{deal.code}").text
    assert "Đổi trung tâm theo dõi" not in client.get(f"/deals/{deal.code}").text


def test_it_is_for_administrators_and_centres(client, factories, old, new):
    head = factories.Membership(organisation=old).user
    for person in (head, factories.member("ministry")):
        client.sign_in(person)
        assert client.post(f"/organisations/{old.code}/merge", data=form(new)).status_code == 403
    client.sign_in(factories.administrator())
    firm = factories.Organisation()
    assert client.post(f"/organisations/{firm.code}/merge", data=form(new)).status_code == 403
