"""Who stands behind a blind need is read by whom its firm lets in."""

import pytest

from matchmaker.services import disclosures
from matchmaker.services.actors import Actor
from models import PostingMove, PostingState, StateChange


@pytest.fixture
def centre(factories):
    return factories.member("centre", province="92", name_vi="Trung tâm Cần Thơ")


@pytest.fixture
def blind(factories):
    """A blind need with its reviewer; nobody was let in."""
    firm = factories.member(
        "coop", name_vi="Hợp tác xã Mít Ba Láng", short_name="HTX Ba Láng", commune="Ba Láng"
    )
    return factories.Need(
        organisation=firm.memberships[0].organisation,
        created_by=firm,
        blind=True,
        state=PostingState.SUBMITTED,
    )


def test_a_reviewer_who_was_not_let_in_reads_no_name(client, session, factories, blind, centre):
    blind.title_vi = "Máy sấy cho HTX Ba Láng"
    blind.problem_vi = "HTX Ba Láng sấy mít bằng than."
    blind.history.append(
        StateChange(
            move=PostingMove.SUBMIT,
            state_from=PostingState.DRAFT,
            state_to=PostingState.SUBMITTED,
            by=blind.created_by,
        )
    )
    session.commit()

    for user in (centre, factories.administrator()):
        client.sign_in(user)
        page = client.get(f"/postings/{blind.code}/review").text
        assert "Tổ chức đăng ẩn danh" in page
        assert "Ba Láng" not in page
        assert blind.created_by.name not in page


def test_the_centre_let_in_reads_the_name(client, session, blind, centre):
    disclosures.let_in(session, Actor(), blind, centre.memberships[0].organisation)
    session.commit()
    client.sign_in(centre)

    page = client.get(f"/postings/{blind.code}/review").text

    assert "Hợp tác xã Mít Ba Láng" in page


def test_the_firm_lets_an_organisation_in_and_out_again(client, session, factories, blind):
    institute = factories.Match(need=blind).technology.organisation
    blind.state = PostingState.PUBLISHED
    session.commit()
    client.sign_in(blind.created_by)
    assert institute.name_vi in client.get(f"/postings/{blind.code}/edit").text

    def inside():
        session.expire_all()
        return [each.organisation_id for each in blind.disclosures]

    for _ in range(2):
        client.post(
            f"/postings/{blind.code}/disclose",
            data={"organisation": institute.code, "let_in": "1"},
        )
    assert inside() == [institute.id]

    client.post(f"/postings/{blind.code}/disclose", data={"organisation": institute.code})
    assert inside() == []


def test_a_stranger_cannot_be_let_in(client, session, factories, blind):
    stranger = factories.Organisation()
    client.sign_in(blind.created_by)
    data = {"organisation": stranger.code, "let_in": "1"}

    assert client.post(f"/postings/{blind.code}/disclose", data=data).status_code == 404


def test_a_technology_has_nobody_to_let_in(client, factories):
    institute = factories.member("institute")
    technology = factories.Technology(organisation=institute.memberships[0].organisation)
    client.sign_in(institute)

    assert client.post(f"/postings/{technology.code}/disclose").status_code == 404
