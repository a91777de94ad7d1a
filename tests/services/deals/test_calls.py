"""Telephone calls, written down for the centre alone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from matchmaker.services.actors import actor_of
from matchmaker.services.deals import calls
from matchmaker.services.deals.calls import Outcome
from matchmaker.services.errors import NotAllowed
from models import AuditEntry, DealEventKind, MemberRole, Party, now


def test_a_call_needs_no_words(session, actor, deal):
    event = calls.write(session, actor, deal, Party.DEMAND, Outcome.NO_ANSWER)

    assert (event.kind, event.private) == (DealEventKind.CALL, True)
    assert event.text == "called: demand\noutcome: no_answer"


def test_its_words_may_name_a_blind_firm_for_the_centre_alone_reads_them(session, actor, deal):
    deal.need.blind = True
    name = deal.need.organisation.name_vi

    event = calls.write(session, actor, deal, Party.DEMAND, Outcome.SPOKE, text=f"Anh Ba, {name}")

    assert name in event.text
    assert name not in str([each.detail for each in session.scalars(select(AuditEntry))])


def test_a_call_written_by_mistake_is_taken_back(session, actor, deal):
    event = calls.write(session, actor, deal, Party.SUPPLY, Outcome.SPOKE)

    calls.undo(session, actor, deal, event)

    assert calls.latest(deal) == []
    assert session.scalars(select(AuditEntry.action)).all() == ["deal:call", "deal:undo-call"]


def test_an_old_call_stays(session, actor, deal):
    event = calls.write(session, actor, deal, Party.SUPPLY, Outcome.SPOKE)
    event.at = now() - timedelta(hours=2)

    with pytest.raises(NotAllowed):
        calls.undo(session, actor, deal, event)


def test_a_colleagues_call_stays(session, factories, actor, deal):
    event = calls.write(session, actor, deal, Party.SUPPLY, Outcome.SPOKE)
    colleague = factories.Membership(organisation=deal.centre, role=MemberRole.EDITOR).user

    with pytest.raises(NotAllowed):
        calls.undo(session, actor_of(colleague), deal, event)


def test_the_newest_calls_come_first(session, actor, deal):
    for outcome in (*Outcome, Outcome.SPOKE):
        calls.write(session, actor, deal, Party.SUPPLY, outcome)

    shown = [each.text.rpartition(" ")[2] for each in calls.latest(deal)]

    assert shown == ["spoke", "later", "no_answer"]
