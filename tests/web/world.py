"""A small world: one of everything, and a person of every role, for tests that walk all pages."""

import time
from datetime import timedelta
from types import SimpleNamespace

from sqlalchemy.orm import Session

from matchmaker.services import notifications
from matchmaker.services.actors import Actor, actor_of
from matchmaker.services.deals import reassignments
from matchmaker.services.duties import registration
from matchmaker.services.files import uploads
from matchmaker.services.files.uploads import StoredFile
from matchmaker.services.incoming import strangers
from matchmaker.web import impact_links, invitations, unsubscribing
from models import (
    Attachment,
    Audience,
    AuditEntry,
    DealDocument,
    DealEvent,
    DealEventKind,
    DealParty,
    DealStage,
    ImpactCheck,
    IncomingMail,
    Mail,
    MatchState,
    Meeting,
    MeetingGuest,
    MemberRole,
    Milestone,
    NotificationKind,
    NotificationSetting,
    Outcome,
    Party,
    Payment,
    PostingMove,
    PostingState,
    StateChange,
    StrangerLetter,
    UserSession,
    VocabularyEntry,
    local_today,
    now,
)
from tests.web.conftest import open_session

HERE, ELSEWHERE = "92", "01"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\nstartxref\n0\n%%EOF\n"

ROLES = (
    "visitor",
    "person",
    "institute",
    "institute2",
    "firm",
    "firm2",
    "reader-i",
    "reader-f",
    "centre",
    "reader-c",
    "centre2",
    "department",
    "ministry",
    "admin",
)
"""A visitor; a person of no organisation; those whose things are walked; their like elsewhere;
members without writing rights; who looks after the province, another one, all of them."""


def people(factories):
    """Make a person of every role."""

    def colleague(of):
        organisation = of.memberships[0].organisation
        return factories.Membership(organisation=organisation, role=MemberRole.READER).user

    found = {
        "visitor": None,
        "person": factories.User(),
        "institute": factories.member("institute", name_vi="Viện Nghiên cứu Mía", province=HERE),
        "institute2": factories.member("institute", name_vi="Viện Cơ khí xa", province=ELSEWHERE),
        "firm": factories.member("coop", name_vi="Hợp tác xã Mít Ba Láng", province=HERE),
        "firm2": factories.member("sme", name_vi="Công ty Sen Hồng", province=ELSEWHERE),
        "centre": factories.member("centre", name_vi="Trung tâm Cần Thơ", province=HERE),
        "centre2": factories.member("centre", name_vi="Trung tâm Hà Nội", province=ELSEWHERE),
        "department": factories.member("department", name_vi="Sở Cần Thơ", province=HERE),
        "ministry": factories.member("ministry", name_vi="Bộ", province=ELSEWHERE),
        "admin": factories.administrator(),
    }
    found["reader-i"] = colleague(found["institute"])
    found["reader-f"] = colleague(found["firm"])
    found["reader-c"] = colleague(found["centre"])
    return {role: found[role] for role in ROLES}


def organisation_of(user):
    return user.memberships[0].organisation


def actor_for(user):
    return Actor(user, user.memberships[0] if user and user.memberships else None)


def small_world(app, session, factories):
    """Build one of everything; return it by name, with the people by role."""
    world = SimpleNamespace(people=people(factories))
    of = {
        role: user and user.memberships and organisation_of(user)
        for role, user in world.people.items()
    }
    world.organisation, world.institute, world.centre = of["firm"], of["institute"], of["centre"]
    technology = {
        state: factories.Technology(organisation=of["institute"], state=state)
        for state in PostingState
    }
    need = {state: factories.Need(organisation=of["firm"], state=state) for state in PostingState}
    for state in (PostingState.SUBMITTED, PostingState.PUBLISHED):
        need[f"blind {state}"] = factories.Need(organisation=of["firm"], state=state, blind=True)
    world.technology = {str(state): row for state, row in technology.items()}
    world.need = {str(state): row for state, row in need.items()}
    factories.Requirement(need=world.need["published"])
    factories.Benefit(technology=world.technology["published"])
    _matches(world, factories)
    world.unverified = factories.Organisation(province=HERE, verified_at=None)
    factories.Membership(
        user=world.people["centre2"],
        organisation=world.unverified,
        chosen_at=now() - timedelta(days=9),
    )
    _records(world, app, session, factories)
    for row in (
        *world.technology.values(),
        *world.need.values(),
        *world.deal.values(),
        *world.ended.values(),
    ):
        row.code = _of_last_year(row.code)
    session.commit()
    return world


def _of_last_year(code):
    """Return ``code`` as what the walk itself makes, which is of this year, cannot have."""
    return code.replace("-2026-", "-2025-")


def _matches(world, factories):
    offered, asked = world.technology, world.need
    far = organisation_of(world.people["institute2"])
    world.match = {
        "published": factories.Match(need=asked["published"], technology=offered["published"]),
        "blind": factories.Match(need=asked["blind published"], technology=offered["published"]),
        "submitted need": factories.Match(need=asked["submitted"], technology=offered["published"]),
        "draft need": factories.Match(need=asked["draft"], technology=offered["published"]),
        "submitted technology": factories.Match(
            need=asked["published"], technology=offered["submitted"]
        ),
        "submitted need, far technology": factories.Match(
            need=asked["submitted"], technology=factories.Technology(organisation=far)
        ),
        "far paused technology": factories.Match(
            need=asked["published"],
            technology=factories.Technology(organisation=far, state=PostingState.PAUSED),
        ),
    }
    for party in Party:
        factories.Answer(match=world.match["published"], party=party)
    officer, following = world.people["centre"], world.centre
    extra = {name: factories.Technology(organisation=world.institute) for name in ("open", "blind")}
    world.deal = {
        name: factories.Deal(
            match__need=asked[need],
            match__technology=extra[name],
            match__state=MatchState.ACCEPTED,
            match__centre=following,
            centre=following,
            officer=officer,
            next_step_due=(local_today() - timedelta(days=2)),
        )
        for name, need in (("open", "published"), ("blind", "blind published"))
    }


def _records(world, app, session: Session, factories):
    stored = uploads.store(app.config["UPLOADS"], "tờ rơi.pdf", PDF)
    kept = {key: getattr(stored, key) for key in ("name", "media_type", "size", "sha256")}
    world.attachment = {
        name: Attachment(posting=posting, **kept)
        for name, posting in (
            ("published", world.technology["published"]),
            ("draft", world.technology["draft"]),
            ("blind", world.need["blind published"]),
        )
    }
    world.document = {
        **{name: DealDocument(deal=deal, **kept) for name, deal in world.deal.items()},
        **{
            f"open, {audience}": DealDocument(deal=world.deal["open"], audience=audience, **kept)
            for audience in (Audience.CENTRE, Audience.SUPPLY, Audience.DEMAND)
        },
        "open, withdrawn": DealDocument(deal=world.deal["open"], withdrawn_at=now(), **kept),
    }
    session.add_all([*world.attachment.values(), *world.document.values()])
    world.letter = {
        name: _letter(session, app.config["UPLOADS"], deal, f"<{name}@x>")
        for name, deal in world.deal.items()
    }
    world.clearance = {
        name: factories.ClearanceStep(deal=deal) for name, deal in world.deal.items()
    }
    world.payment = {
        name: Payment(deal=deal, due=local_today(), amount=5_000_000)
        for name, deal in world.deal.items()
    }
    session.add_all(world.payment.values())
    _endings(world, session, factories)
    for deal in world.deal.values():
        session.add(DealEvent(deal=deal, kind=DealEventKind.NOTE, text="ghi chú chung"))
        session.add(DealEvent(deal=deal, kind=DealEventKind.NOTE, text="ghi riêng", private=True))
    _followed(world, session)
    for posting in (*world.technology.values(), *world.need.values()):
        session.add(
            StateChange(
                posting=posting,
                move=PostingMove.SUBMIT,
                state_from=PostingState.DRAFT,
                state_to=PostingState.SUBMITTED,
                by=world.people["institute" if posting.side == "technology" else "firm"],
            )
        )
    world.mail = Mail(to="ai@example.org", subject="Chào", text="Nội dung thư")
    world.bounced = Mail(
        to=world.people["person"].email, subject="Chào", text="Thư", bounced_at=now()
    )
    firm = world.people["firm"]
    head = world.people["centre"]
    given = _of_last_year(world.deal["open"].code)
    world.reassigned = AuditEntry(
        by=head,
        action=reassignments.REASSIGNED,
        subject=world.centre.code,
        detail={"officer": head.id, "deals": {given: [head.id, head.id]}},
    )
    session.add(world.reassigned)
    world.session = UserSession(user=firm, token="phien-khac", device="Firefox, Linux")
    session.add_all(
        [world.mail, world.bounced, world.session, AuditEntry(by=firm, action="x:y", subject="Z")]
    )
    world.entry = session.query(VocabularyEntry).filter_by(vocabulary="vn_fields").first()
    bases = session.query(VocabularyEntry).filter_by(vocabulary="contract_bases")
    world.rule = bases.filter_by(code="civil_code").one()
    world.repealed = bases.filter_by(code="transfer_law").one()
    world.weighting = factories.Weighting()
    world.member = organisation_of(firm).memberships[0]
    world.someone = world.people["firm2"]
    session.commit()
    (world.notification,) = notifications.tell(
        session, [firm], NotificationKind.STAGE, "x", "stage", deal=world.deal["open"]
    )
    (read,) = notifications.tell(
        session, [firm], NotificationKind.STAGE, "y", "stage", deal=world.deal["open"]
    )
    read.read_at = now()
    signed = world.ended["completed"]
    signed.contract_date = local_today()
    registration.choose(session, actor_of(world.people["centre"]), signed, "other")
    session.commit()
    with app.app_context():
        world.unsubscribe = unsubscribing.sign(firm, [NotificationKind.MATCH])
        invited = world.people["person"].email
        world.token = invitations.sign(world.organisation, invited, MemberRole.READER)
        world.question = impact_links.sign(world.impact["asked"], world.people["firm"])


def _endings(world, session, factories):
    """Make a lost deal, and a completed one with a question asked and another answered."""
    following = {"centre": world.centre, "officer": world.people["centre"]}
    need = world.need["published"]
    for name, stage in (("lost", DealStage.LOST), ("completed", DealStage.COMPLETED)):
        world.ended = getattr(world, "ended", {})
        world.ended[name] = factories.Deal(
            match__need=need,
            match__technology=factories.Technology(organisation=world.institute),
            match__state=MatchState.ACCEPTED,
            match__centre=world.centre,
            stage=stage,
            loss_reason="price" if stage is DealStage.LOST else "",
            closed_at=now(),
            **following,
        )
    world.impact = {
        "asked": ImpactCheck(months=6, due=local_today(), asked_at=now(), nonce="n"),
        "answered": ImpactCheck(months=12, due=local_today(), answered_at=now(), jobs=3),
    }
    world.ended["completed"].value_signed = 5_000_000
    world.ended["completed"].impact_checks = [
        ImpactCheck(
            months=36,
            due=local_today(),
            answered_at=now(),
            confirmed_at=now(),
            jobs=3,
            publishable=True,
        )
    ]
    paid = Payment(deal=world.deal["open"], due=local_today(), amount=7)
    paid.pay(local_today(), 7)
    session.add(paid)
    for check in world.impact.values():
        check.deal = world.ended["completed"]
    session.add_all(world.impact.values())


def _followed(world, session):
    """Give each deal another party, a milestone, a call of its officer and a meeting."""
    world.far_centre = organisation_of(world.people["centre2"])
    tester = organisation_of(world.people["institute2"])
    today = local_today()
    world.party = {
        name: DealParty(deal=deal, organisation=tester, role="tester")
        for name, deal in world.deal.items()
    }
    world.milestone = {
        name: Milestone(deal=deal, code="site_visit", reached_on=today, note="đã đến nơi")
        for name, deal in world.deal.items()
    }
    world.call = {
        name: DealEvent(
            deal=deal,
            kind=DealEventKind.CALL,
            text="called: demand\noutcome: spoke",
            private=True,
            by=world.people["centre"],
        )
        for name, deal in world.deal.items()
    }
    world.meeting = {
        name: Meeting(
            deal=deal,
            uid=f"{name}@matchmaker",
            title="Họp chốt giá",
            starts_at=now() + timedelta(days=5),
            by=world.people["centre"],
            guests=[MeetingGuest(user=world.people[role]) for role in ("institute", "firm")],
        )
        for name, deal in world.deal.items()
    }
    for rows in (world.party, world.milestone, world.call, world.meeting):
        session.add_all(rows.values())
    session.flush()
    world.calendar = "lich-" + "x" * 40
    owner = world.people["centre"].id
    session.add(NotificationSetting(user_id=owner, calendar_token=world.calendar))


def cookies(app, session, people):
    """Return the session cookie by role: a test can then use each browser as new."""
    found = {}
    for role, user in people.items():
        if user is None:
            continue
        client = app.test_client()
        token = open_session(user)
        with client.session_transaction() as cookie:
            cookie.update(_user_id=user.fs_uniquifier, session_token=token)
            cookie.update(_fresh=True, fs_cc="set", fs_paa=time.time())
        found[role] = client.get_cookie("session").value
    session.commit()
    return found


def _letter(session, folder, deal, number):
    """Return what a stranger wrote to ``deal``, with a file."""
    mail = IncomingMail(message_id=number, sender="la@x.vn", outcome=Outcome.STRANGER, deal=deal)
    letter = StrangerLetter(mail=mail, text="Chào")
    session.add(letter)
    session.flush()
    stored = uploads.store(strangers.folder_of(folder, letter), "thu.pdf", PDF)
    letter.files = [{field: getattr(stored, field) for field in StoredFile.__slots__}]
    return letter
