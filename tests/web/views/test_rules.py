"""Adding and repealing rules of law on the pages of the administrator."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from matchmaker.services import vocabularies
from models import VocabularyEntry, local_today

LIST = "/admin/vocabularies/contract_clauses"


@pytest.fixture
def administrator(client, factories):
    return client.sign_in(factories.administrator())


@pytest.fixture(autouse=True)
def vocabularies_as_before(session):
    """The vocabularies outlive a test."""
    kept = session.execute(
        select(VocabularyEntry.id, VocabularyEntry.position, VocabularyEntry.valid_to)
    ).all()
    session.rollback()
    yield
    session.rollback()
    session.execute(delete(VocabularyEntry).where(VocabularyEntry.id > max(row.id for row in kept)))
    for row in kept:
        session.execute(
            update(VocabularyEntry)
            .where(VocabularyEntry.id == row.id)
            .values(position=row.position, valid_to=row.valid_to)
        )
    session.commit()


def typed(**changes):
    return {
        "code": "data_protection",
        "name_vi": "Bảo vệ dữ liệu",
        "name_en": "Data protection",
        "valid_from": local_today().isoformat(),
        "before": "price",
        "attribute_legal_basis_vi": "Điều 40 Luật mới",
        "attribute_review": "yes",
        **changes,
    }


def entry(session, code):
    session.expire_all()
    found = vocabularies.history(session, "contract_clauses")
    return next((each for each in found if each.code == code), None)


def test_an_added_rule_is_asked_on_the_page_of_a_deal_with_its_warning(
    client, session, factories, administrator
):
    officer = factories.member("centre")
    deal = factories.Deal(centre=officer.memberships[0].organisation, officer=officer)
    session.commit()

    assert f"{LIST}/new" in client.get(LIST).text
    answer = client.post(f"{LIST}/new", data=typed(), follow_redirects=True)

    assert "Đã thêm quy tắc “Bảo vệ dữ liệu”" in answer.text
    client.sign_in(officer)
    page = client.get(f"/deals/{deal.code}/duties").text
    told = page.partition("Bảo vệ dữ liệu")[2].partition("</li>")[0]
    assert "Điều 40 Luật mới" in told
    assert "cần đối chiếu quy định mới" in told


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(client, administrator):
    answer = client.post(f"{LIST}/new", data=typed(code="price"))

    assert answer.status_code == 422
    assert "Mã đã có trong danh mục" in answer.text
    assert 'value="Điều 40 Luật mới"' in answer.text


def test_a_rule_is_repealed_after_telling_what_that_means_and_put_back(
    client, session, administrator
):
    rule = entry(session, "penalty")
    address = f"/admin/vocabularies/entries/{rule.id}"
    day = local_today() + timedelta(days=3)

    assert "vẫn giữ quy tắc này" in client.get(f"{address}/repeal").text
    refused = client.post(f"{address}/repeal", data={"day": "2001-01-01"})
    page = client.post(f"{address}/repeal", data={"day": day.isoformat()}, follow_redirects=True)

    assert refused.status_code == 422
    assert f"– {day:%d/%m/%Y}" in page.text
    assert client.post(f"{address}/repeal", data={"day": day.isoformat()}).status_code == 409
    assert client.get(address).status_code == 409
    client.post(f"{address}/restore")
    assert entry(session, "penalty").valid_to is None


@pytest.mark.parametrize("vocabulary", ["deal_stages", "planets"])
def test_what_the_program_names_offers_no_new_rule(client, administrator, vocabulary):
    assert client.get(f"/admin/vocabularies/{vocabulary}/new").status_code == 404


def test_the_ministry_reads_rules_and_changes_none(client, session, factories):
    rule = entry(session, "penalty")
    client.sign_in(factories.member("ministry"))

    page = client.get(LIST).text

    assert "Bãi bỏ" not in page
    assert "Thêm quy tắc" not in page
    assert client.post(f"/admin/vocabularies/entries/{rule.id}/repeal").status_code == 403
    assert client.post(f"{LIST}/new", data=typed()).status_code == 403
