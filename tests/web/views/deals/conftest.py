"""A deal, the officer who follows it, and what hangs on it."""

import io

import pytest

from tests.web.views.deals.sending import FOR_ALL, PDF


@pytest.fixture
def blind(session, factories, deal):
    """The same deal, its need posted blind; returns the firm's name."""
    deal.need.blind = True
    session.commit()
    return deal.need.organisation.name_vi


@pytest.fixture
def institute(factories, deal):
    return factories.Membership(organisation=deal.technology.organisation).user


@pytest.fixture
def document(client, session, officer, deal):
    """The number of a document of the deal, named after the firm; nobody is signed in after it."""
    client.sign_in(officer)
    name = f"{deal.need.organisation.name_vi}.pdf"
    session.rollback()
    sent = {"document": (io.BytesIO(PDF), name), **FOR_ALL}
    client.post(f"/deals/{deal.code}/documents", data=sent)
    session.refresh(deal)
    number = deal.documents[0].id
    session.rollback()
    return number
