"""Letters about how a deal ends: each in its reader's language, none naming who hides."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask_babel import gettext

from matchmaker.services import identity
from matchmaker.services.deals import losses
from matchmaker.web import letters
from matchmaker.web.extensions import db
from matchmaker.web.links import address_of, path_to
from matchmaker.web.locale import language
from models import (
    Deal,
    DealStage,
    Mail,
    Match,
    Need,
    Notification,
    NotificationKind,
    Party,
    Posting,
    User,
)


def _lost(told: Notification, person: User) -> Mail | None:
    """Say why, and what to look at next; nothing of a deal that was reopened meanwhile."""
    deal = told.deal
    if deal is None or deal.stage is not DealStage.LOST:
        return None
    party = _party(deal, person)
    own = deal.need if party is Party.DEMAND else deal.technology
    subject = gettext("%(code)s: thương vụ khép lại, và gợi ý tiếp theo", code=deal.code)
    return _letter(
        deal,
        person,
        "deal_lost",
        subject,
        words=losses.words(db.session, deal.loss_reason, language()),
        suggestions=list(_suggestions(losses.next_best(db.session, deal, party), party)),
        own_url=address_of(path_to("postings.edit", code=own.code)),
    )


def _completed(told: Notification, person: User) -> Mail | None:
    deal = told.deal
    if deal is None or deal.stage is not DealStage.COMPLETED:
        return None
    subject = gettext("%(code)s: chuyển giao đã hoàn thành", code=deal.code)
    demand = _party(deal, person) is Party.DEMAND
    return _letter(deal, person, "deal_completed", subject, is_demand=demand)


def _reopened(told: Notification, person: User) -> Mail | None:
    deal = told.deal
    if deal is None or not deal.stage.is_open:
        return None
    subject = gettext("%(code)s: thương vụ được mở lại", code=deal.code)
    return _letter(deal, person, "deal_reopened", subject)


LETTERS: Mapping[str, Callable[[Notification, User], Mail | None]] = {
    "lost": _lost,
    "completed": _completed,
    "reopened": _reopened,
}


def _letter(deal: Deal, person: User, template: str, subject: str, **what: Any) -> Mail:
    return letters.write(
        person,
        NotificationKind.STAGE,
        template,
        subject,
        deal=deal,
        need_title=_title(deal.need, own=_party(deal, person) is Party.DEMAND),
        deal_url=address_of(path_to("deals.show", code=deal.code)),
        **what,
    )


def _suggestions(found: Iterable[Match], party: Party) -> Iterable[tuple[str, str]]:
    for match in found:
        other: Posting = match.technology if party is Party.DEMAND else match.need
        yield _title(other, own=False), address_of(path_to("matches.show", match_id=match.id))


def _title(posting: Posting, *, own: bool) -> str:
    """Return a title; of a blind need, for everybody but its own people, without the firm."""
    title = posting.title(language())
    hidden = isinstance(posting, Need) and posting.blind and not own
    return identity.masked(title, posting) if hidden else title


def _party(deal: Deal, person: User) -> Party:
    mine = {membership.organisation_id for membership in person.memberships}
    return Party.DEMAND if deal.need.organisation_id in mine else Party.SUPPLY
