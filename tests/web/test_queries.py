"""Long lists cost as many queries as short ones."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import object_session

from matchmaker.services import notifications
from models import (
    AuditEntry,
    Deal,
    DealCredit,
    DealDocument,
    DealEvent,
    DealEventKind,
    DealParty,
    DealStage,
    Disclosure,
    Mail,
    MatchState,
    Meeting,
    MeetingGuest,
    Message,
    NotificationKind,
    NotificationSetting,
    Party,
    Payment,
    Posting,
    PostingState,
    local_today,
    now,
)
from tests.web.queries import count_queries
from tests.web.world import organisation_of

FEW, MANY = 3, 30


@pytest.fixture
def people(factories):
    return {
        "institute": factories.member("institute"),
        "firm": factories.member("coop"),
        "centre": factories.member("centre"),
        "admin": factories.administrator(),
        "ministry": factories.member("ministry"),
    }


def told(factories, people, count):
    for number in range(count):
        deal = factories.Deal(match__need__blind=number % 2 == 0)
        match = factories.Match(need__blind=True)
        for key, more in (("a", {"deal": deal}), ("b", {"match": match.id})):
            notifications.tell(
                object_session(deal),
                [people["institute"]],
                NotificationKind.STAGE,
                f"{key}{deal.code}",
                "stage",
                posting=match.technology.code,
                **more,
            )


def technologies(factories, people, count, **fields):
    for _each in range(count):
        factories.Technology(**fields)


def needs(factories, people, count, **fields):
    for number in range(count):
        need = factories.Need(blind=number % 2 == 0, **fields)
        factories.Requirement(need=need)


def organisations(factories, people, count):
    for _each in range(count):
        factories.Organisation()


def own_technologies(factories, people, count):
    own = organisation_of(people["institute"])
    for state in (PostingState.PUBLISHED, PostingState.DRAFT):
        technologies(factories, people, count, organisation=own, state=state)


def own_needs(factories, people, count):
    for _each in range(count):
        need = factories.Need(organisation=organisation_of(people["firm"]), blind=True)
        factories.Answer(match=factories.Match(need=need), party=Party.SUPPLY)


def matches_of_a_need(factories, people, count):
    need = factories.Need(code="NC-2025-000001", organisation=organisation_of(people["firm"]))
    factories.Requirement(need=need)
    for _each in range(count):
        match = factories.Match(need=need)
        factories.Benefit(technology=match.technology)
        factories.Answer(match=match, party=Party.SUPPLY)


def matches_of_a_technology(factories, people, count):
    own = organisation_of(people["institute"])
    technology = factories.Technology(code="CN-2025-000001", organisation=own)
    for number in range(count):
        match = factories.Match(technology=technology, need__blind=number % 2 == 0)
        factories.Requirement(need=match.need)
        factories.Answer(match=match)


def waiting(factories, people, count):
    for number in range(count):
        match = factories.Match(
            need__blind=number % 2 == 0, waiting_since=now() - timedelta(days=9)
        )
        factories.Answer(match=match)
        factories.Technology(state=PostingState.SUBMITTED)
        factories.Need(state=PostingState.SUBMITTED, blind=number % 2 == 0)
    deals(factories, people, count)


def deals(factories, people, count):
    centre = organisation_of(people["centre"])
    for number in range(count):
        deal = factories.Deal(
            match__state=MatchState.ACCEPTED,
            match__need__blind=number % 2 == 0,
            centre=centre,
            officer=people["centre"],
            stage=(DealStage.PROPOSED, DealStage.TRIAL)[number % 2],
            next_step_due=(local_today() - timedelta(days=number % 3)),
        )
        session = factories.Deal._meta.sqlalchemy_session
        session.add(Disclosure(need=deal.need, organisation=centre))
        session.commit()


def messages(factories, people, count):
    """Let ``count`` people of the firm write into one deal, each with a file."""
    session = factories.Deal._meta.sqlalchemy_session
    deal = session.scalars(select(Deal)).first()
    if deal is None:
        centre, officer = organisation_of(people["centre"]), people["centre"]
        deal = factories.Deal(code="TV-2025-000001", centre=centre, officer=officer)
    for number in range(count):
        by = factories.Membership(organisation=deal.need.organisation).user
        message = Message(deal=deal, by=by, text="Xin chào")
        kept = {"name": "a.pdf", "media_type": "application/pdf", "size": 9, "sha256": f"{number}"}
        session.add(DealDocument(deal=deal, message=message, **kept))
    session.commit()


def followed(factories, people, count):
    """Let ``count`` organisations take part in one deal; call and meet as often."""
    session = factories.Deal._meta.sqlalchemy_session
    deal = session.scalars(select(Deal)).first()
    if deal is None:
        centre, officer = organisation_of(people["centre"]), people["centre"]
        deal = factories.Deal(code="TV-2025-000001", centre=centre, officer=officer)
        session.add(NotificationSetting(user_id=officer.id, calendar_token="lich"))
    for _each in range(count):
        guest = factories.Membership()
        session.add(DealParty(deal=deal, organisation=guest.organisation, role="tester"))
        session.add(
            DealEvent(deal=deal, kind=DealEventKind.CALL, private=True, by=people["centre"])
        )
        session.add(
            Meeting(
                deal=deal,
                uid=uuid.uuid4().hex,
                title="Họp",
                starts_at=now() + timedelta(days=3),
                by=people["centre"],
                guests=[MeetingGuest(user=guest.user)],
            )
        )
    session.commit()


def deals_of_a_calendar(factories, people, count):
    followed(factories, people, count)
    deals(factories, people, count)


def payments(factories, people, count):
    deals(factories, people, count)
    session = factories.Deal._meta.sqlalchemy_session
    for deal in session.query(Deal).filter(~Deal.credits.any()):
        deal.credits = [DealCredit(centre=deal.centre, percent=100)]
        session.add(Payment(deal=deal, due=local_today(), amount=5_000_000))
    session.commit()


def users(factories, people, count):
    for _each in range(count):
        factories.Membership()


def entries(factories, people, count):
    session = factories.User._meta.sqlalchemy_session
    for _each in range(count):
        need = factories.Need(blind=True)
        by = factories.Membership(organisation=need.organisation).user
        session.add(AuditEntry(by=by, action="posting:submit", subject=need.code))
        session.add(AuditEntry(by=factories.User(), action="user:edit", subject=by.email))
        session.add(Mail(to=by.email, subject=f"Tin {need.code}", text="…"))
    session.commit()


def weightings(factories, people, count):
    for _each in range(count):
        factories.Weighting(undone_at=now(), undone_by=factories.User())


def published(factories, people, count):
    technologies(factories, people, count)
    needs(factories, people, count)
    organisations(factories, people, count)


LISTS = {
    "/": ("firm", published),
    "/search?q=m%C3%A1y+s%E1%BA%A5y": ("centre", published),
    "/technologies/": ("firm", technologies),
    "/technologies/?q=m%C3%A1y+s%E1%BA%A5y": ("firm", technologies),
    "/needs/": ("centre", needs),
    "/needs/?q=m%C3%A1y+s%E1%BA%A5y": ("centre", needs),
    "/organisations/": ("centre", organisations),
    "/postings/mine": ("institute", own_technologies),
    "/postings/mine?sort=waiting": ("firm", own_needs),
    "/needs/NC-2025-000001/matches": ("firm", matches_of_a_need),
    "/technologies/CN-2025-000001/matches": ("institute", matches_of_a_technology),
    "/inbox/": ("centre", waiting),
    "/inbox/?kind=match": ("centre", waiting),
    "/deals/": ("centre", deals),
    "/deals/list": ("ministry", deals),
    "/deals/monday": ("centre", deals),
    "/deals/monday?mine=1": ("centre", deals),
    "/deals/list.csv": ("centre", deals),
    "/deals/monday.csv": ("centre", deals),
    "/deals/monday.csv?mine=1": ("centre", deals),
    "/deals/TV-2025-000001/messages": ("centre", messages),
    "/deals/TV-2025-000001": ("centre", followed),
    "/account/calendar/lich.ics": ("firm", deals_of_a_calendar),
    "/deals/payments": ("ministry", payments),
    "/deals/payments.csv": ("ministry", payments),
    "/deals/payments/list": ("centre", payments),
    "/deals/payments/list.xlsx": ("centre", payments),
    "/admin/users": ("admin", users),
    "/admin/audit": ("ministry", entries),
    "/admin/audit.csv": ("ministry", entries),
    "/admin/mail": ("admin", entries),
    "/admin/learning": ("ministry", weightings),
    "/admin/learning.csv": ("ministry", weightings),
    "/notifications/": ("institute", told),
    "/notifications/list.csv": ("institute", told),
    "/figures/": ("ministry", published),
    "/figures/?map=63": ("ministry", published),
    "/figures/interested": ("ministry", matches_of_a_need),
    "/figures/interested.csv": ("ministry", matches_of_a_need),
    "/figures/deals/": ("centre", deals),
    "/figures/deals/?by=province&map=63": ("ministry", deals),
}


@pytest.mark.parametrize("path", LISTS)
def test_a_long_list_costs_as_many_queries_as_a_short_one(client, session, factories, people, path):
    role, make = LISTS[path]
    client.sign_in(people[role])

    make(factories, people, FEW)
    few = asked(client, session, path)
    _remake(make, factories, people, session)
    many = asked(client, session, path)

    assert len(many) <= len(few), "\n".join(sorted(set(many) - set(few)) or many)


def _remake(make, factories, people, session):
    """Make many more; what a list hangs on is made once and gives its code away."""
    for posting in session.query(Posting).filter(Posting.code.contains("-2025-")):
        posting.code = f"{posting.code}-x"
    session.commit()
    make(factories, people, MANY)


def asked(client, session, path):
    """Return what a second opening of ``path`` asks; the first may build an index."""
    assert client.get(path).status_code == 200
    session.commit()
    with count_queries() as statements:
        client.get(path)
    return list(statements)
