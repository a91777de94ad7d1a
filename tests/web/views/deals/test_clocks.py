"""The page on which a head sets the clocks."""

import pytest

from matchmaker.services.deals import clocks
from models import DealStage, MemberRole


def days(session, centre):
    return {stage: row.days for stage, row in clocks.of_centre(session, centre).items()}


def test_a_head_sets_days_and_takes_one_or_all_back(client, session, officer, deal):
    client.sign_in(officer)
    form = {"proposed": "5", "trial": "1.200", "negotiation": ""}

    client.post("/deals/clocks", data=form)
    assert days(session, deal.centre) == {DealStage.PROPOSED: 5, DealStage.TRIAL: 1200}
    client.post("/deals/clocks", data={**form, "usual": "trial"})
    assert days(session, deal.centre) == {DealStage.PROPOSED: 5}
    client.post("/deals/clocks", data={"usual": "all"})
    assert days(session, deal.centre) == {}


@pytest.mark.parametrize("written", ["0", "nhiều", "-4", "99999", "\u200b1 2 3x"])
def test_a_number_that_makes_no_sense_stays_in_its_field(client, session, officer, deal, written):
    client.sign_in(officer)

    answer = client.post("/deals/clocks", data={"proposed": "5", "trial": written})

    assert answer.status_code == 422
    assert 'href="#days-trial"' in answer.text
    assert 'value="5"' in answer.text
    assert days(session, deal.centre) == {}


def test_clocks_are_for_the_head_of_a_centre(client, factories, deal):
    editor = factories.Membership(organisation=deal.centre, role=MemberRole.EDITOR).user
    for person in (editor, factories.member("institute"), factories.administrator()):
        client.sign_in(person)
        assert client.get("/deals/clocks").status_code == 403
        assert client.post("/deals/clocks").status_code == 403
