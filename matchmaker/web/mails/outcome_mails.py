"""Letters about how a deal ends: each in its reader's language, none naming who hides."""

from collections.abc import Iterable
from typing import Any

from flask_babel import force_locale, gettext

from matchmaker.config import LANGUAGES
from matchmaker.services import identity, notifications
from matchmaker.services.deals import lifecycle, losses
from matchmaker.web import letters
from matchmaker.web.extensions import db
from matchmaker.web.links import address_of, path_to
from matchmaker.web.locale import language
from models import Deal, DealStage, Mail, Match, Need, NotificationKind, Party, Posting, User


def tell(deal: Deal) -> None:
    """Tell both sides where a deal has just ended: what became of it, and what comes next."""
    if deal.stage is DealStage.LOST:
        _all(deal, "lost", _lost)
    elif deal.stage is DealStage.COMPLETED:
        _all(deal, "completed", _completed)


def reopened(deal: Deal) -> None:
    """Tell both sides that the deal goes on after all."""
    _all(deal, "reopened", _reopened)


def _all(deal: Deal, what: str, write: Any) -> None:
    """Notify everybody of both sides; who wants mail at all gets a letter in place of a note."""
    event = deal.timeline[-1].id
    people = {person.id: person for person in lifecycle.parties(db.session, deal)}
    told = notifications.tell(
        db.session,
        people.values(),
        NotificationKind.STAGE,
        f"{what}:{event}",
        what,
        deal=deal,
    )
    for notification in (each for each in told if each.mail_due_at is not None):
        person = people[notification.user_id]
        with force_locale(_language(person)):
            notification.mail, notification.mail_due_at = write(deal, person), None


def _lost(deal: Deal, person: User) -> Mail:
    party = _party(deal, person)
    own = deal.need if party is Party.DEMAND else deal.technology
    subject = gettext("%(code)s: thương vụ khép lại, và gợi ý tiếp theo", code=deal.code)
    return _letter(
        deal,
        person,
        "deal_lost",
        subject,
        words=losses.words(db.session, deal.loss_reason, _language(person)),
        suggestions=list(_suggestions(losses.next_best(db.session, deal, party), party)),
        own_url=address_of(path_to("postings.edit", code=own.code)),
    )


def _completed(deal: Deal, person: User) -> Mail:
    subject = gettext("%(code)s: chuyển giao đã hoàn thành", code=deal.code)
    demand = _party(deal, person) is Party.DEMAND
    return _letter(deal, person, "deal_completed", subject, is_demand=demand)


def _reopened(deal: Deal, person: User) -> Mail:
    subject = gettext("%(code)s: thương vụ được mở lại", code=deal.code)
    return _letter(deal, person, "deal_reopened", subject)


def _letter(deal: Deal, person: User, template: str, subject: str, **what: Any) -> Mail:
    return letters.write(
        person,
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


def _language(person: User) -> str:
    return person.language if person.language in LANGUAGES else LANGUAGES[0]
