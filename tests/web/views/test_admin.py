"""Looking after the platform."""

from datetime import date

import pytest

from matchmaker.services import audit
from matchmaker.services.actors import Actor
from matchmaker.services.mails import mail
from models import Mail, MailState, now


@pytest.fixture
def administrator(client, factories):
    return client.sign_in(factories.administrator())


def test_an_account_is_found_blocked_and_opened_again(client, session, factories, administrator):
    user = factories.User(email="an@example.org")
    assert "an@example.org" in client.get("/admin/users?q=an@").text

    client.post(f"/admin/users/{user.id}/block", data={"blocked": "yes"})
    session.expire_all()
    assert not user.active

    client.post(f"/admin/users/{user.id}/block", data={"blocked": "no"})
    session.expire_all()
    assert user.active


def test_a_new_administrator_is_made_and_the_trail_tells(client, session, factories, administrator):
    user = factories.User(email="an@example.org")

    client.post(f"/admin/users/{user.id}/administrator", data={"granted": "yes"})

    session.expire_all()
    assert user.is_administrator
    page = client.get("/admin/audit?subject=an@example.org").text
    assert administrator.email in page
    assert "user:administrator" in page
    assert "Đổi quyền quản trị" in page


def test_the_trail_is_exported_without_formulas(client, session, administrator):
    audit.record(session, Actor(administrator), "posting:edit", "=1+1")
    session.commit()

    answer = client.get("/admin/audit.csv")

    assert answer.mimetype == "text/csv"
    assert ",'=1+1," in answer.text


def test_a_vocabulary_entry_shows_its_days(client, administrator):
    page = client.get("/admin/vocabularies/provinces_63").text

    assert "Hà Giang" in page
    assert "01/07/2025" in page


def test_vocabularies_go_by_their_names(client, administrator):
    assert "Giai đoạn của thương vụ" in client.get("/admin/vocabularies").text
    assert (
        "Danh mục “Giai đoạn của thương vụ”" in client.get("/admin/vocabularies/deal_stages").text
    )


def test_an_unknown_vocabulary_is_not_found(client, administrator):
    assert client.get("/admin/vocabularies/planets").status_code == 404


def test_a_version_before_the_present_one_is_refused_on_the_form(client, session, administrator):
    entry = next(iter(_entries(session)))

    page = client.post(
        f"/admin/vocabularies/entries/{entry.id}",
        data={"name_vi": "Mới", "name_en": "New", "valid_from": "1999-01-01"},
    )

    assert "Ngày phải sau ngày hiệu lực" in page.text


def test_a_rule_is_revised_with_its_attributes(client, session, administrator):
    from matchmaker.services import vocabularies

    entry = vocabularies.entries(session, "registration_papers")[0]
    address = f"/admin/vocabularies/entries/{entry.id}"
    form = {
        "name_vi": entry.name_vi,
        "name_en": entry.name_en,
        "valid_from": "2099-01-01",
        **{f"attribute_{name}": value for name, value in entry.attributes.items()},
    }

    page = client.get(address).text
    refused = client.post(address, data={**form, "attribute_any_of": "direction.moon"})
    client.post(address, data={**form, "attribute_legal_basis_vi": "Điều 40 Luật mới"})

    assert 'value="Điều 31 Luật số 07/2017/QH14; Điều 5, Điều 6' in page
    assert refused.status_code == 422
    assert "Giá trị này không dùng được." in refused.text
    assert "Điều 40 Luật mới" in client.get("/admin/vocabularies/registration_papers").text
    newer = vocabularies.entries(session, "registration_papers", date(2099, 1, 1))[0]
    session.delete(newer)
    entry.valid_to = None
    session.commit()


def _entries(session):
    from matchmaker.services import vocabularies

    return vocabularies.entries(session, "need_types")


def test_mails_of_the_demonstration_can_be_read(client, session, administrator):
    written = mail.enqueue(session, "an@example.org", "Chào An", "Xem https://example.org/x")
    session.commit()

    assert "Chào An" in client.get("/admin/mail").text
    assert "https://example.org/x" in client.get(f"/admin/mail/{written.id}").text


def test_the_log_of_mails_is_asked_by_state_and_sends_again_what_came_back(
    client, session, administrator
):
    written = mail.enqueue(session, "an@example.org", "Chào An", "…")
    written.bounced_at, written.attempts = now(), 3
    mail.enqueue(session, "binh@example.org", "Chào Bình", "…")

    page = client.get("/admin/mail?state=bounced").text
    assert "Chào An" in page
    assert "Chào Bình" not in page
    assert "Bị trả lại" in client.get(f"/admin/mail/{written.id}").text
    client.post(f"/admin/mail/{written.id}/resend")

    assert session.get(Mail, written.id).state is MailState.WAITING
    assert client.post(f"/admin/mail/{written.id}/resend").status_code == 409


def test_the_ministry_reads_everything_here_and_changes_nothing(client, factories):
    client.sign_in(factories.member("ministry"))

    for path in ("/admin/audit", "/admin/users", "/admin/vocabularies/need_types"):
        page = client.get(path)
        assert page.status_code == 200
        assert 'method="post" action="/admin' not in page.text
    assert client.post("/admin/users/1/block").status_code in {403, 404}
