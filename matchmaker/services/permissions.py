"""Who may do what: one table."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from matchmaker.services.actors import Actor
from models import (
    Attachment,
    Audience,
    Deal,
    DealDocument,
    Match,
    Need,
    Organisation,
    Posting,
    PostingState,
)

Rule = Callable[[Actor, Any], bool]


class Permission(StrEnum):
    """Everything a person can be allowed to do, as ``resource:action``."""

    PAGE_READ = "page:read"
    ACCOUNT_USE = "account:use"

    ORGANISATION_READ = "organisation:read"
    ORGANISATION_CREATE = "organisation:create"
    ORGANISATION_EDIT = "organisation:edit"
    ORGANISATION_MEMBERS = "organisation:members"
    ORGANISATION_VERIFY = "organisation:verify"
    CENTRE_LEAD = "centre:lead"
    CENTRE_MERGE = "centre:merge"

    TECHNOLOGY_POST = "technology:post"
    NEED_POST = "need:post"
    NEED_IDENTITY = "need:identity"
    POSTING_READ = "posting:read"
    POSTING_EDIT = "posting:edit"
    POSTING_REVIEW = "posting:review"
    POSTING_REMOVE = "posting:remove"
    POSTING_OWN = "posting:own"
    ATTACHMENT_READ = "attachment:read"

    MATCH_LIST = "match:list"
    MATCH_READ = "match:read"
    MATCH_ANSWER_SUPPLY = "match:answer-supply"
    MATCH_ANSWER_DEMAND = "match:answer-demand"
    MATCH_DECIDE = "match:decide"

    INBOX_READ = "inbox:read"
    DEAL_LIST = "deal:list"
    DEAL_READ = "deal:read"
    DEAL_FOLLOW_UP = "deal:follow-up"
    MESSAGE_WRITE = "message:write"
    STRANGER_DECIDE = "stranger:decide"
    DEAL_INSIDE = "deal:inside"
    DOCUMENT_ADD = "document:add"
    DOCUMENT_READ = "document:read"
    DOCUMENT_RENEW = "document:renew"
    DEAL_DRAFT = "deal:draft"
    PAYMENT_TOTALS = "payment:totals"
    LOSS_READ = "loss:read"

    FIGURES_READ = "figures:read"
    FUNNEL_READ = "funnel:read"
    AUDIT_READ = "audit:read"
    HISTORY_READ = "history:read"
    USER_READ = "user:read"
    USER_MANAGE = "user:manage"
    VOCABULARY_READ = "vocabulary:read"
    VOCABULARY_MANAGE = "vocabulary:manage"
    MAIL_READ = "mail:read"
    MAIL_RESEND = "mail:resend"
    LEARNING_READ = "learning:read"
    LEARNING_UNDO = "learning:undo"


def _anyone(_actor: Actor, _subject: object) -> bool:
    return True


def _signed_in(actor: Actor, _subject: object) -> bool:
    return actor.user is not None


def _administrator(actor: Actor, _subject: object) -> bool:
    return actor.is_administrator


def _ministry(actor: Actor, _subject: object) -> bool:
    return actor.is_ministry


def _oversight(actor: Actor, _subject: object) -> bool:
    return actor.is_ministry or actor.department_province is not None


def _centre(actor: Actor, _subject: object) -> bool:
    return actor.centre_province is not None


def _offers(actor: Actor, _subject: object) -> bool:
    return actor.writes and actor.supplies


def _seeks(actor: Actor, _subject: object) -> bool:
    return actor.writes and actor.demands


def _writes_for(actor: Actor, organisation: Organisation) -> bool:
    return actor.writes and actor.belongs_to(organisation.id)


def _owns_organisation(actor: Actor, organisation: Organisation) -> bool:
    membership = actor.membership
    return (
        membership is not None
        and membership.role == "owner"
        and membership.organisation_id == organisation.id
    )


def _centre_of_organisation(actor: Actor, organisation: Organisation) -> bool:
    near = actor.writes and organisation.province in actor.centre_provinces
    return near and not actor.belongs_to(organisation.id)


def _member(actor: Actor, posting: Posting) -> bool:
    return actor.belongs_to(posting.organisation_id)


def _writer(actor: Actor, posting: Posting) -> bool:
    return actor.writes and actor.belongs_to(posting.organisation_id)


def _public(_actor: Actor, posting: Posting) -> bool:
    return posting.is_public


def _seen_in_province(actor: Actor, posting: Posting) -> bool:
    """Let the centre and the department of the province read what was ever submitted."""
    unseen = {PostingState.DRAFT, PostingState.REMOVED}
    return posting.province in actor.watched_provinces and posting.state not in unseen


def _seen_nationwide(actor: Actor, posting: Posting) -> bool:
    unseen = {PostingState.DRAFT, PostingState.REMOVED}
    return (actor.is_ministry or actor.is_administrator) and posting.state not in unseen


def _reviews(actor: Actor, posting: Posting) -> bool:
    centre = actor.writes and posting.province in actor.centre_provinces
    return (centre or actor.is_administrator) and not actor.belongs_to(posting.organisation_id)


def _let_in(actor: Actor, need: Need) -> bool:
    """Open, one's own, or disclosed by the firm: nobody else learns who stands behind a need."""
    if not need.blind or actor.belongs_to(need.organisation_id):
        return True
    return any(actor.belongs_to(disclosure.organisation_id) for disclosure in need.disclosures)


def _reads_attachment(actor: Actor, attachment: Attachment) -> bool:
    """A file may name its author, so files of a blind need are for those let in."""
    posting = attachment.posting
    if isinstance(posting, Need) and not _let_in(actor, posting):
        return False
    return allows(actor, Permission.POSTING_READ, posting)


def _reads_match(actor: Actor, match: Match) -> bool:
    if _member(actor, match.need):
        return match.technology.is_public or match.state != "proposed"
    if _member(actor, match.technology):
        return match.need.is_public or match.state != "proposed"
    provinces = {match.need.province, match.technology.province}
    if not (provinces & actor.watched_provinces) and not (
        actor.is_ministry or actor.is_administrator
    ):
        return False
    return match.state != "proposed" or (
        _was_shown(actor, match.need) and _was_shown(actor, match.technology)
    )


def _was_shown(actor: Actor, posting: Posting) -> bool:
    """Say whether everybody could read it once, or ``actor`` can read it now."""
    once = {PostingState.PAUSED, PostingState.EXPIRED, PostingState.TRANSFERRED}
    return posting.state in once or allows(actor, Permission.POSTING_READ, posting)


def _answers_supply(actor: Actor, match: Match) -> bool:
    return _writer(actor, match.technology) and match.need.is_public


def _answers_demand(actor: Actor, match: Match) -> bool:
    return _writer(actor, match.need) and match.technology.is_public


def _decides(actor: Actor, match: Match) -> bool:
    mine = actor.writes and match.need.province in actor.centre_provinces
    return mine and _reads_match(actor, match)


def _takes_part(actor: Actor, deal: Deal) -> bool:
    """Say whether ``actor`` acts for a party: the side that needs or offers, or one beside them."""
    if _member(actor, deal.need) or _member(actor, deal.technology):
        return True
    return any(actor.belongs_to(party.organisation_id) for party in deal.parties)


def _reads_deal(actor: Actor, deal: Deal) -> bool:
    if _takes_part(actor, deal):
        return True
    if _of_its_centres(actor, deal) or actor.is_ministry or actor.is_administrator:
        return True
    return actor.department_province == deal.centre.province


def _of_its_centres(actor: Actor, deal: Deal) -> bool:
    shared = {credit.centre_id for credit in deal.credits}
    return any(actor.belongs_to(centre) for centre in {deal.centre_id} | shared)


def _follows(actor: Actor, deal: Deal) -> bool:
    return actor.writes and _of_its_centres(actor, deal)


def _of_its_parties(actor: Actor, deal: Deal) -> bool:
    """Let those speak who write for a party or follow the deal; oversight reads along."""
    return actor.writes and _takes_part(actor, deal)


def _hears_strangers(actor: Actor, deal: Deal) -> bool:
    """Let those who follow the deal decide; a stranger may name the firm behind a blind need."""
    return _follows(actor, deal) and _let_in(actor, deal.need)


def _uploaded(actor: Actor, document: DealDocument) -> bool:
    return actor.user is not None and document.uploaded_by_id == actor.user.id


def _reads_document(actor: Actor, document: DealDocument) -> bool:
    """Let the centres read, and of the parties those whom the file is for.

    A file may name the firm behind a blind need, so it is for those let in, and who uploaded it.
    """
    deal = document.deal
    if document.withdrawn_at is not None:
        return _follows(actor, deal) and _let_in(actor, deal.need)
    if _uploaded(actor, document) and _reads_deal(actor, deal):
        return True
    if not _let_in(actor, deal.need):
        return False
    return _of_its_centres(actor, deal) or _is_for(actor, document)


def _is_for(actor: Actor, document: DealDocument) -> bool:
    match document.audience:
        case Audience.PARTIES:
            return _takes_part(actor, document.deal)
        case Audience.SUPPLY:
            return _member(actor, document.deal.technology)
        case Audience.DEMAND:
            return _member(actor, document.deal.need)
        case Audience.CENTRE:
            return False


def _renews_document(actor: Actor, document: DealDocument) -> bool:
    mine = _uploaded(actor, document) and _of_its_parties(actor, document.deal)
    return (mine or _follows(actor, document.deal)) and _reads_document(actor, document)


def _leads(actor: Actor, centre: Organisation | None) -> bool:
    """Let the owners of a centre lead it: its clocks, who follows what."""
    return centre is not None and centre.org_type == "centre" and _owns_organisation(actor, centre)


def _drafts(actor: Actor, deal: Deal) -> bool:
    """A draft names both sides: it is for those of them, and their centres, who know each other."""
    organisations = {deal.need.organisation_id, deal.technology.organisation_id}
    organisations |= {party.organisation_id for party in deal.parties}
    mine = _of_its_centres(actor, deal) or any(map(actor.belongs_to, organisations))
    return mine and _let_in(actor, deal.need)


def _administers_centre(actor: Actor, organisation: Organisation | None) -> bool:
    """Let an administrator help a centre out: who leads it may be the one who left."""
    if organisation is None or organisation.merged_into_id is not None:
        return False
    return actor.is_administrator and organisation.org_type == "centre"


def _owns_record(actor: Actor, record: Organisation | Posting | Deal) -> bool:
    """Whose it is: the organisation's own people, the posting's, the centres that share a deal."""
    if isinstance(record, Deal):
        return _of_its_centres(actor, record)
    if isinstance(record, Posting):
        return _member(actor, record)
    return actor.belongs_to(record.id)


RULES: dict[Permission, list[Rule]] = {
    Permission.PAGE_READ: [_anyone],
    Permission.ACCOUNT_USE: [_signed_in],
    Permission.ORGANISATION_READ: [_anyone],
    Permission.ORGANISATION_CREATE: [_signed_in],
    Permission.ORGANISATION_EDIT: [_writes_for, _administrator],
    Permission.ORGANISATION_MEMBERS: [_owns_organisation, _administrator],
    Permission.ORGANISATION_VERIFY: [_centre_of_organisation, _administrator],
    Permission.CENTRE_LEAD: [_leads, _administers_centre],
    Permission.CENTRE_MERGE: [_administers_centre],
    Permission.TECHNOLOGY_POST: [_offers],
    Permission.NEED_POST: [_seeks],
    Permission.NEED_IDENTITY: [_let_in],
    Permission.POSTING_READ: [_public, _member, _seen_in_province, _seen_nationwide],
    Permission.POSTING_EDIT: [_writer],
    Permission.POSTING_REVIEW: [_reviews],
    Permission.POSTING_REMOVE: [_writer, _administrator],
    Permission.POSTING_OWN: [_signed_in],
    Permission.ATTACHMENT_READ: [_reads_attachment],
    Permission.MATCH_LIST: [_member, _seen_in_province, _seen_nationwide],
    Permission.MATCH_READ: [_reads_match],
    Permission.MATCH_ANSWER_SUPPLY: [_answers_supply],
    Permission.MATCH_ANSWER_DEMAND: [_answers_demand],
    Permission.MATCH_DECIDE: [_decides],
    Permission.INBOX_READ: [_centre],
    Permission.DEAL_LIST: [_signed_in],
    Permission.DEAL_READ: [_reads_deal],
    Permission.DEAL_FOLLOW_UP: [_follows],
    Permission.MESSAGE_WRITE: [_of_its_parties, _follows],
    Permission.STRANGER_DECIDE: [_hears_strangers],
    Permission.DEAL_INSIDE: [_of_its_centres],
    Permission.DOCUMENT_ADD: [_of_its_parties, _follows],
    Permission.DOCUMENT_READ: [_reads_document],
    Permission.DOCUMENT_RENEW: [_renews_document],
    Permission.DEAL_DRAFT: [_drafts],
    Permission.PAYMENT_TOTALS: [_centre, _oversight, _administrator],
    Permission.LOSS_READ: [_of_its_centres, _oversight, _administrator],
    Permission.FIGURES_READ: [_oversight, _administrator],
    Permission.FUNNEL_READ: [_centre, _oversight, _administrator],
    Permission.AUDIT_READ: [_ministry, _administrator],
    Permission.HISTORY_READ: [_owns_record, _ministry, _administrator],
    Permission.USER_READ: [_ministry, _administrator],
    Permission.USER_MANAGE: [_administrator],
    Permission.VOCABULARY_READ: [_ministry, _administrator],
    Permission.VOCABULARY_MANAGE: [_administrator],
    Permission.MAIL_READ: [_administrator],
    Permission.MAIL_RESEND: [_administrator],
    Permission.LEARNING_READ: [_ministry, _administrator],
    Permission.LEARNING_UNDO: [_administrator],
}


def allows(actor: Actor, permission: Permission, subject: object = None) -> bool:
    """Say whether any rule grants ``actor`` the ``permission`` on ``subject``."""
    return any(rule(actor, subject) for rule in RULES[permission])
