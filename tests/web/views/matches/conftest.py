"""A match, and the two people between whose postings it is."""

import pytest
from sqlalchemy import select

from matchmaker.services import matches
from models import Match
from tests.web.views.matches.lists import FIRM


@pytest.fixture
def pair(session, factories):
    """A firm's member, an institute's member, and a match between their postings."""
    firm = factories.member("coop", name_vi=FIRM, province="92", commune="Trường Long")
    institute = factories.member("institute", name_vi="Viện Cơ điện", province="01")
    need = factories.Need(organisation=firm.memberships[0].organisation, commune="Trường Long")
    factories.Requirement(need=need)
    factories.Requirement(need=need, indicator="tiêu thụ điện", value="1", unit="kWh/kg")
    technology = factories.Technology(organisation=institute.memberships[0].organisation)
    factories.Benefit(technology=technology)
    matches.refresh(session, need)
    session.commit()
    return firm, institute, session.scalar(select(Match))
