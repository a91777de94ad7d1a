"""Members of an organisation: invited, given roles, let go."""

import re
import time

import pytest
from sqlalchemy import select

from matchmaker.web import invitations
from models import Mail, MemberRole


@pytest.fixture
def owner(factories):
    return factories.member("coop", name_vi="Hợp tác xã Mít Ba Láng")


@pytest.fixture
def organisation(owner):
    return owner.memberships[0].organisation


@pytest.fixture
def address(organisation):
    return f"/organisations/{organisation.code}/members"


def invite(client, address, email, role="editor"):
    return client.post(address, data={"email": email, "role": role}, follow_redirects=True)


def link(session):
    text = session.scalars(select(Mail.text).order_by(Mail.id.desc())).first()
    return re.search(r"/organisations/invitations/\S+", text)[0]


def test_members_are_for_owners_and_administrators(client, factories, organisation, owner, address):
    editor = factories.Membership(organisation=organisation, role=MemberRole.EDITOR).user

    assert client.get(address).status_code == 302
    for person, status in [(editor, 403), (factories.member(), 403), (owner, 200),
                           (factories.administrator(), 200)]:  # fmt: skip
        client.sign_in(person)
        assert client.get(address).status_code == status
        assert client.post(address, data={}).status_code == (403 if status == 403 else 422)


def test_the_answer_does_not_tell_whether_the_address_has_an_account(
    client, factories, session, owner, address
):
    known = factories.User()
    client.sign_in(owner)

    pages = [invite(client, address, email).text for email in (known.email, "nobody@example.org")]

    told = [re.search(r"<main.*</main>", page, re.DOTALL)[0] for page in pages]
    told = [re.sub(r'name="csrf_token"[^>]*', "", page) for page in told]
    told[0] = told[0].replace(known.email, "nobody@example.org")
    assert told[0] == told[1]
    mails = session.scalars(select(Mail)).all()
    assert [mail.to for mail in mails] == [known.email, "nobody@example.org"]


def test_an_invited_person_says_yes_and_belongs(client, factories, session, owner, address):
    guest = factories.User()
    client.sign_in(owner)
    invite(client, address, guest.email.upper())
    client.sign_in(guest)

    page = client.get(link(session)).text
    assert "Hợp tác xã Mít Ba Láng" in page
    client.post(link(session))
    client.post(link(session))

    membership = guest.memberships[0]
    assert membership.organisation == owner.memberships[0].organisation
    assert membership.role is MemberRole.EDITOR
    assert len(guest.memberships) == 1


def test_an_invitation_is_for_its_address_only(client, factories, session, owner, address):
    client.sign_in(owner)
    invite(client, address, "guest@example.org")
    other = client.sign_in(factories.User())

    assert "địa chỉ email khác" in client.get(link(session)).text
    assert client.post(link(session)).status_code == 403
    assert other.memberships == []


def test_a_visitor_is_led_to_sign_in_and_back(client, app, session, owner, address):
    client.sign_in(owner)
    invite(client, address, "guest@example.org")

    visitor = app.test_client()
    page = visitor.get(link(session)).text

    assert "/account/sign-in?next=/organisations/invitations/" in page
    assert visitor.post(link(session)).status_code == 302


@pytest.mark.parametrize("broken", ["x", "a.b.c", "%00", "9" * 3000])
def test_a_broken_link_says_so(client, factories, broken):
    client.sign_in(factories.User())

    assert client.get(f"/organisations/invitations/{broken}").status_code == 410
    assert client.post(f"/organisations/invitations/{broken}").status_code == 410


def test_a_link_lasts_a_week(client, factories, app, organisation, monkeypatch):
    guest = factories.User()
    with app.app_context():
        token = invitations.sign(organisation, guest.email, MemberRole.EDITOR)
    client.sign_in(guest)

    soon, late = time.time() + 6.9 * 86400, time.time() + 7.1 * 86400
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: soon)
    assert client.get(f"/organisations/invitations/{token}").status_code == 200
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: late)
    assert client.get(f"/organisations/invitations/{token}").status_code == 410


@pytest.mark.parametrize("email", ["", "x", "a@b", "x@y.vn\r\nBcc: z@y.vn"])
def test_an_address_that_is_none_is_refused(client, session, owner, address, email):
    client.sign_in(owner)

    assert client.post(address, data={"email": email, "role": "editor"}).status_code == 422
    assert session.scalars(select(Mail)).all() == []


def test_an_owner_changes_roles_and_lets_go(client, factories, session, owner, address):
    organisation = owner.memberships[0].organisation
    member = factories.Membership(organisation=organisation, role=MemberRole.READER)
    client.sign_in(owner)

    client.post(f"{address}/{member.id}", data={f"m{member.id}-role": "editor"})
    assert member.role is MemberRole.EDITOR
    assert (
        client.post(f"{address}/{member.id}", data={f"m{member.id}-role": "king"}).status_code
        == 422
    )
    client.post(f"{address}/{member.id}/remove")
    session.refresh(organisation)
    assert [each.user for each in organisation.memberships] == [owner]


def test_the_last_owner_stays(client, owner, address):
    mine = owner.memberships[0]
    client.sign_in(owner)

    for path, data in ((f"{address}/{mine.id}/remove", {}),
                       (f"{address}/{mine.id}", {f"m{mine.id}-role": "reader"})):  # fmt: skip
        page = client.post(path, data=data, follow_redirects=True).text
        assert "ít nhất một người quản lý" in page

    assert owner.memberships[0].role is MemberRole.OWNER


def test_a_membership_of_another_organisation_is_not_found(client, factories, owner, address):
    other = factories.Membership()
    client.sign_in(owner)

    assert client.post(f"{address}/{other.id}/remove").status_code == 404
