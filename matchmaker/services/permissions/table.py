"""The table: all that can be done, and the conditions any of which lets one do it."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from matchmaker.services.actors import Actor
from matchmaker.services.permissions import (
    deals,
    documents,
    matches,
    organisations,
    people,
    postings,
    records,
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


RULES: dict[Permission, list[Rule]] = {
    Permission.PAGE_READ: [people.anyone],
    Permission.ACCOUNT_USE: [people.signed_in],
    Permission.ORGANISATION_READ: [people.anyone],
    Permission.ORGANISATION_CREATE: [people.signed_in],
    Permission.ORGANISATION_EDIT: [organisations.writes_for, people.administrator],
    Permission.ORGANISATION_MEMBERS: [organisations.owns, people.administrator],
    Permission.ORGANISATION_VERIFY: [organisations.is_of_the_centre, people.administrator],
    Permission.CENTRE_LEAD: [organisations.leads, organisations.administers],
    Permission.CENTRE_MERGE: [organisations.administers],
    Permission.TECHNOLOGY_POST: [people.offers],
    Permission.NEED_POST: [people.seeks],
    Permission.NEED_IDENTITY: [postings.let_in],
    Permission.POSTING_READ: [postings.reads],
    Permission.POSTING_EDIT: [postings.writer],
    Permission.POSTING_REVIEW: [postings.reviews],
    Permission.POSTING_REMOVE: [postings.writer, people.administrator],
    Permission.POSTING_OWN: [people.signed_in],
    Permission.ATTACHMENT_READ: [postings.reads_attachment],
    Permission.MATCH_LIST: [postings.member, postings.watches],
    Permission.MATCH_READ: [matches.reads],
    Permission.MATCH_ANSWER_SUPPLY: [matches.answers_supply],
    Permission.MATCH_ANSWER_DEMAND: [matches.answers_demand],
    Permission.MATCH_DECIDE: [matches.decides],
    Permission.INBOX_READ: [people.centre],
    Permission.DEAL_LIST: [people.signed_in],
    Permission.DEAL_READ: [deals.reads],
    Permission.DEAL_FOLLOW_UP: [deals.follows],
    Permission.MESSAGE_WRITE: [deals.writes_for_party, deals.follows],
    Permission.STRANGER_DECIDE: [deals.hears_strangers],
    Permission.DEAL_INSIDE: [deals.of_its_centres],
    Permission.DOCUMENT_ADD: [deals.writes_for_party, deals.follows],
    Permission.DOCUMENT_READ: [documents.reads],
    Permission.DOCUMENT_RENEW: [documents.renews],
    Permission.DEAL_DRAFT: [deals.drafts],
    Permission.PAYMENT_TOTALS: [people.centre, people.oversight, people.administrator],
    Permission.LOSS_READ: [deals.of_its_centres, people.oversight, people.administrator],
    Permission.FIGURES_READ: [people.oversight, people.administrator],
    Permission.FUNNEL_READ: [people.centre, people.oversight, people.administrator],
    Permission.AUDIT_READ: [people.ministry, people.administrator],
    Permission.HISTORY_READ: [records.owns, people.ministry, people.administrator],
    Permission.USER_READ: [people.ministry, people.administrator],
    Permission.USER_MANAGE: [people.administrator],
    Permission.VOCABULARY_READ: [people.ministry, people.administrator],
    Permission.VOCABULARY_MANAGE: [people.administrator],
    Permission.MAIL_READ: [people.administrator],
    Permission.MAIL_RESEND: [people.administrator],
    Permission.LEARNING_READ: [people.ministry, people.administrator],
    Permission.LEARNING_UNDO: [people.administrator],
}


def allows(actor: Actor, permission: Permission, subject: object = None) -> bool:
    """Say whether any rule grants ``actor`` the ``permission`` on ``subject``."""
    return any(rule(actor, subject) for rule in RULES[permission])
