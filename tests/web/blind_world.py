"""A blind need and all that can hang on it, every word of it naming the firm.

People write their names into their own words, and a firm may take another name, or go blind, after
the words were written.
"""

from datetime import timedelta

import pytest
from sqlalchemy import select

from matchmaker.services import matches, notifications
from matchmaker.services.files import uploads
from models import (
    Answer,
    Attachment,
    AuditEntry,
    Channel,
    ClearanceStep,
    DealCredit,
    DealDocument,
    DealEvent,
    DealEventKind,
    DealParty,
    Disclosure,
    DutyAnswer,
    ImpactCheck,
    IncomingMail,
    Mail,
    Match,
    MatchState,
    Meeting,
    MeetingGuest,
    Message,
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
    VocabularyEntry,
    local_today,
    now,
)
from tests.web.world import HERE, PDF, organisation_of, people

pytestmark = pytest.mark.slow

NAME = "Hợp tác xã Zơn Phượng Quỳ"
COMMUNE = "Xã Khâu Vắt Nguộc"
SECRETS = {
    "name": NAME,
    "core of the name": "Zơn Phượng Quỳ",
    "English name": "Zonquyx Cooperative",
    "short name": "HTX ZPQ",
    "commune": COMMUNE,
    "commune of the need": "Thới Bảo Ngạnh",
    "address": "871 đường Xương Giang Nội",
    "e-mail": "lienhe@zonquyx.vn",
    "phone": "0297 3871 555",
    "website": "zonquyx.vn",
    "tax code": "0318715559",
    "representative": "Vương Khả Zuyên",
    "member": "Lã Zĩnh Khuê",
    "member's address": "khue.zinh@thu-rieng.vn",
    "file": "Zquy ho so",
    "document": "Zquy bien ban",
}
WORDS = (
    f"{NAME} ở {COMMUNE} và Thới Bảo Ngạnh: HTX ZPQ (Zonquyx Cooperative) cần sấy quả vả. "
    "Hỏi Vương Khả Zuyên, 0297 3871 555, lienhe@zonquyx.vn, www.zonquyx.vn, "
    "mã số 0318715559, 871 đường Xương Giang Nội."
)
TITLE = "Cần máy sấy quả vả cho HTX ZPQ"
SHOWN = "sấy quả vả"
CODE = "NC-2025-008715"
DEAL = "TV-2025-008715"
CALENDAR = "lich-cua-can-bo-theo-doi"
LET_IN = ("firm", "reader-f", "institute2")
"""The firm's own people, and the one institute it has let in."""


def blind_world(app, session, factories):
    """Return people of every role, and one blind need with all that can hang on a need."""
    persons = people(factories)
    firm = organisation_of(persons["firm"])
    firm.name_vi, firm.name_en = NAME, SECRETS["English name"]
    firm.short_name, firm.commune, firm.address = SECRETS["short name"], COMMUNE, SECRETS["address"]
    firm.email, firm.phone = SECRETS["e-mail"], SECRETS["phone"]
    firm.website, firm.tax_code = f"https://{SECRETS['website']}", SECRETS["tax code"]
    firm.representative = SECRETS["representative"]
    persons["firm"].name, persons["firm"].email = SECRETS["member"], SECRETS["member's address"]
    need = factories.Need(
        code=CODE,
        organisation=firm,
        created_by=persons["firm"],
        blind=True,
        title_vi=TITLE,
        title_en=f"{TITLE} (Zonquyx Cooperative)",
        commune=SECRETS["commune of the need"],
        **dict.fromkeys(
            (
                "summary_vi",
                "problem_vi",
                "description_vi",
                "keywords_vi",
                "current_process_vi",
                "raw_material",
                "product",
                "local_product",
                "tried_before_vi",
                "site_conditions_vi",
                "staff_vi",
                "beneficiaries_vi",
                "funding_source",
                "capacity_value",
                "capacity_unit",
            ),
            WORDS,
        ),
    )
    factories.Requirement(need=need, indicator=WORDS, value="12", unit="% HTX ZPQ")
    _follow(app, session, factories, persons, need)
    session.commit()
    return persons, need


def _follow(app, session, factories, persons, need):
    """Let the need be matched, answered, followed, and written about."""
    mine, theirs, centre = (
        organisation_of(persons[r]) for r in ("institute", "institute2", "centre")
    )
    title = "Máy sấy quả vả"
    technologies = [
        factories.Technology(organisation=each, title_vi=title) for each in (mine, mine, theirs)
    ]
    draft = factories.Need(code="NC-2025-008716", organisation=organisation_of(persons["firm"]))
    draft.blind, draft.title_vi, draft.state = True, TITLE, PostingState.SUBMITTED
    twin = factories.Need(code="NC-2025-008717", organisation=organisation_of(persons["firm2"]))
    twin.title_vi, twin.state, twin.province = (
        TITLE.replace("ZPQ", "XYZ"),
        PostingState.SUBMITTED,
        HERE,
    )
    session.commit()
    for posting in (need, draft, *technologies):
        matches.refresh(session, posting)
    session.commit()
    found = {match.technology_id: match for match in matches_of(session, need)}
    for match in found.values():
        match.verdicts = [
            {
                "verdict": "unknown",
                "indicator": WORDS,
                "wanted": "≤ 12",
                "found": None,
                "hard": True,
            }
        ]
        for party in Party:
            session.add(
                Answer(
                    match=match,
                    party=party,
                    code="good",
                    note=WORDS if party is Party.DEMAND else "",
                )
            )
    following = found[technologies[0].id]
    following.state, following.centre, following.decision_note = MatchState.ACCEPTED, centre, WORDS
    deal = factories.Deal(
        code=DEAL,
        match=following,
        centre=centre,
        officer=persons["centre"],
        next_step=f"Gọi cho {NAME}",
        contract_number="12/HTX ZPQ",
        contract_date=local_today(),
        certificate_number="5/HTX ZPQ",
        certificate_date=local_today(),
        state_funding="full",
        task_code="ĐT HTX ZPQ",
        next_step_due=(local_today() - timedelta(days=1)),
    )
    others = [organisation_of(persons[role]) for role in ("firm2", "centre2")]
    everybody = [person for person in persons.values() if person]
    for what in ("stage", "message", "bounced", "unknown"):
        notifications.tell(
            session, everybody, NotificationKind.STAGE, what, what, deal=deal, note=WORDS
        )
    for what in ("interest", "both", "published"):
        notifications.tell(
            session,
            everybody,
            NotificationKind.ANSWER,
            what,
            what,
            posting=need.code,
            match=following.id,
            note=WORDS,
        )
    stored = uploads.store(app.config["UPLOADS"], "x.pdf", PDF)
    kept = {key: getattr(stored, key) for key in ("media_type", "size", "sha256")}
    duties = _duties(session, deal)
    session.add_all(
        [
            Attachment(posting=need, name=f"{SECRETS['file']}.pdf", caption=WORDS, **kept),
            DealDocument(deal=deal, name=f"{SECRETS['document']}.pdf", **kept),
            DealEvent(deal=deal, kind=DealEventKind.NOTE, text=WORDS, by=persons["centre"]),
            Message(deal=deal, by=persons["firm"], text=WORDS, quoted=WORDS, channel=Channel.MAIL),
            Message(deal=deal, by=None, text=WORDS),
            _letter(deal, kept),
            Message(
                deal=deal,
                by=persons["centre"],
                text=WORDS,
                channel=Channel.MAIL,
                received_from=SECRETS["member's address"],
            ),
            Payment(deal=deal, due=local_today(), amount=5_000_000, note=WORDS),
            ImpactCheck(
                deal=deal,
                months=6,
                due=local_today(),
                answered_at=now(),
                answered_by=SECRETS["member"],
                environment=WORDS,
                sentence=WORDS,
                publishable=True,
                confirmed_at=now(),
            ),
            ImpactCheck(deal=deal, months=12, due=local_today(), question=WORDS, sentence=WORDS),
            DealEvent(
                deal=deal,
                kind=DealEventKind.DOCUMENT,
                text=f"{SECRETS['document']}.pdf",
                by=persons["centre"],
            ),
            DealEvent(
                deal=deal,
                kind=DealEventKind.STAGE,
                text=f"fit: {WORDS}\nminutes_file: {SECRETS['document']}.pdf",
                by=persons["centre"],
            ),
            DealEvent(
                deal=deal,
                kind=DealEventKind.CALL,
                text=f"called: demand\noutcome: spoke\nsaid: {WORDS}",
                private=True,
                by=persons["centre"],
            ),
            *duties,
            Milestone(deal=deal, code="site_visit", reached_on=local_today(), note=WORDS),
            DealEvent(
                deal=deal,
                kind=DealEventKind.MILESTONE,
                text=f"milestone: site_visit\nnote: {WORDS}",
                by=persons["centre"],
            ),
            *(DealParty(deal=deal, organisation=each, role="tester") for each in others),
            Meeting(
                deal=deal,
                uid="blind@matchmaker",
                title=WORDS,
                place=WORDS,
                starts_at=now() + timedelta(days=4),
                by=persons["centre"],
                guests=[MeetingGuest(user=persons[role]) for role in ("firm", "institute")],
            ),
            NotificationSetting(user=persons["centre"], calendar_token=CALENDAR),
            DealCredit(deal=deal, centre=centre, percent=60),
            DealCredit(deal=deal, centre=others[1], percent=40),
            StateChange(
                posting=need,
                move=PostingMove.SEND_BACK,
                state_from=PostingState.SUBMITTED,
                state_to=PostingState.SENT_BACK,
                by=persons["firm"],
                reason=WORDS,
            ),
            StateChange(
                posting=draft,
                move=PostingMove.SUBMIT,
                state_from=PostingState.DRAFT,
                state_to=PostingState.SUBMITTED,
                by=persons["firm"],
            ),
            AuditEntry(
                by=persons["firm"], action="posting:submit", subject=CODE, address="10.9.8.7"
            ),
            AuditEntry(by=persons["firm"], action="message:write", subject=DEAL),
            Disclosure(need=need, organisation=theirs, by=persons["firm"]),
            Mail(to=persons["firm"].email, subject=f"{CODE}: đã đăng", text=f"{WORDS} {CODE}"),
        ]
    )


def _letter(deal, kept):
    """Return a mail of one of the firm's people, from an address that is not registered."""
    mail = IncomingMail(
        deal=deal,
        message_id="<x@zonquyx.vn>",
        sender=SECRETS["member's address"],
        subject=f"{TITLE} {NAME}",
        outcome=Outcome.STRANGER,
    )
    file = {**kept, "name": f"{SECRETS['document']}.pdf"}
    return StrangerLetter(mail=mail, text=WORDS, files=[file])


def _duties(session, deal):
    """Return answers and requests of the deal that say everything."""
    rules = {
        rule.vocabulary: rule
        for rule in session.scalars(
            select(VocabularyEntry).where(
                VocabularyEntry.code.in_(["price", "inbound"]),
                VocabularyEntry.vocabulary.in_(["contract_clauses", "registration_rules"]),
            )
        )
    }
    asked = {"requested_on": local_today(), "authority": WORDS, "reference": WORDS, "note": WORDS}
    return [
        DutyAnswer(deal=deal, rule=rules["contract_clauses"], answer="yes", note=WORDS),
        DutyAnswer(deal=deal, rule=rules["registration_rules"], answer="must"),
        ClearanceStep(deal=deal, status="requested", **asked),
        DealEvent(deal=deal, kind=DealEventKind.CLEARANCE, text=f"authority: {WORDS}"),
    ]


def matches_of(session, need):
    return session.scalars(select(Match).where(Match.need_id == need.id)).all()
