"""Notifications in words: what each says, in whose language it is read, and the page it opens."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectin_polymorphic

from matchmaker.services import identity
from matchmaker.web import impact_links
from matchmaker.web.context import name_of
from matchmaker.web.formats import day
from matchmaker.web.links import path_to
from matchmaker.web.locale import language
from matchmaker.web.words.notification_sentences import BY_KIND, WORDS
from models import (
    ImpactCheck,
    ImpactState,
    Match,
    Need,
    Notification,
    NotificationKind,
    Posting,
    Technology,
    User,
)

_VOCABULARIES: Mapping[str, str] = {
    "stage": "deal_stages",
    "reason": "loss_reasons",
    "answer": "match_feedback",
    "milestone": "deal_milestones",
    "role": "deal_roles",
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PARTIES: Mapping[str, LazyString] = {"demand": _("bên cầu"), "supply": _("bên cung")}

_ASKING = {"impact_asked", "impact_reminded"}
"""What is answered by the reader's own link."""

_PAGES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "sent_back": ("postings.edit", {"code": "posting"}),
    "expired": ("postings.ask_renewal", {"code": "posting"}),
    "expiring": ("postings.ask_renewal", {"code": "posting"}),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A notification as its reader reads it.

    ``lines`` say what it is about, ``note`` is what somebody wrote.
    """

    notification: Notification
    sentence: str
    lines: Sequence[str]
    note: str
    action: str
    path: str


@dataclass(frozen=True, slots=True)
class Records:
    """The postings, matches and impact checks that notifications name, read at once."""

    postings: Mapping[str, Posting]
    matches: Mapping[int, Match]
    checks: Mapping[int, ImpactCheck]


def read(session: Session, notifications: Iterable[Notification]) -> Records:
    """Read what ``notifications`` name, in three queries whatever their number."""
    details = [each.detail for each in notifications]
    codes = {str(each["posting"]) for each in details if each.get("posting")}
    numbers = {int(each["match"]) for each in details if each.get("match")}
    asked = {int(each["check"]) for each in details if each.get("what") in _ASKING}
    postings = session.scalars(
        select(Posting)
        .where(Posting.code.in_(codes))
        .options(
            selectin_polymorphic(Posting, [Need, Technology]), joinedload(Posting.organisation)
        )
    )
    matches = session.scalars(
        select(Match)
        .where(Match.id.in_(numbers))
        .options(
            joinedload(Match.need).joinedload(Need.organisation),
            joinedload(Match.technology).joinedload(Technology.organisation),
        )
    )
    checks = session.scalars(select(ImpactCheck).where(ImpactCheck.id.in_(asked)))
    return Records(
        {each.code: each for each in postings} if codes else {},
        {each.id: each for each in matches} if numbers else {},
        {each.id: each for each in checks} if asked else {},
    )


def told(notification: Notification, reader: User, records: Records) -> Told:
    """Write ``notification`` out for ``reader``, in the language that is being written now."""
    words = WORDS.get(str(notification.detail.get("what", "")), BY_KIND[notification.kind])
    postings = _postings(notification, records)
    values = _values(notification, reader, postings)
    return Told(
        notification=notification,
        sentence=str(words.sentence) % _Values(values),
        lines=[
            *(f"{_title(each, reader)} ({each.code})" for each in postings),
            *_officer(notification),
        ],
        note=values.get("note", ""),
        action=str(words.action),
        path=_path(notification, reader, records),
    )


class _Values(dict[str, str]):
    """What a sentence may name; a blank for what the notification does not hold."""

    def __missing__(self, key: str) -> str:
        return ""


def _values(
    notification: Notification, reader: User, postings: Sequence[Posting]
) -> Mapping[str, str]:
    values = {name: _written(name, value) for name, value in notification.detail.items()}
    for posting in postings:
        values = {name: _masked(value, posting, reader) for name, value in values.items()}
    deal = notification.deal
    return {**values, "about": notification.about, "deal": deal.code if deal else ""}


def _written(name: str, value: Any) -> str:
    """Write a value of ``detail`` out: a code by its name, a day as people write it."""
    if name in _VOCABULARIES:
        return name_of(value, _VOCABULARIES[name])
    if name == "party":
        return str(_PARTIES.get(str(value), value))
    written = str(value)
    try:
        return day(date.fromisoformat(written)) if _DAY.fullmatch(written) else written
    except ValueError:
        return written


def _postings(notification: Notification, records: Records) -> Sequence[Posting]:
    """Return the need and the technology it is about, as far as there are."""
    deal = notification.deal
    if deal is not None:
        return deal.need, deal.technology
    match = records.matches.get(notification.detail.get("match", 0))
    if match is not None:
        return match.need, match.technology
    posting = records.postings.get(str(notification.detail.get("posting", "")))
    return (posting,) if posting else ()


def _officer(notification: Notification) -> Sequence[str]:
    """Return who follows a deal from now on, and how to reach them."""
    deal = notification.deal
    if notification.detail.get("what") != "opened" or deal is None or deal.officer is None:
        return ()
    ways = filter(None, (deal.officer.display_name, deal.officer.email, deal.centre.phone))
    return (gettext("Người phụ trách: %(who)s", who=", ".join(ways)),)


def _title(posting: Posting, reader: User) -> str:
    return _masked(posting.title(language()), posting, reader)


def _masked(text: str, posting: Posting, reader: User) -> str:
    """Return ``text`` without what tells who posted a blind need; its own people may read it."""
    if not isinstance(posting, Need) or not posting.blind:
        return text
    own = any(each.organisation_id == posting.organisation_id for each in reader.memberships)
    return text if own else identity.masked(text, posting)


def _path(notification: Notification, reader: User, records: Records) -> str:
    """Return the page where something can be done about it."""
    detail = notification.detail
    check = records.checks.get(detail.get("check", 0))
    if check is not None and check.state is ImpactState.ASKED:
        return path_to("impact.show", token=impact_links.sign(check, reader))
    endpoint, given = _PAGES.get(str(detail.get("what", "")), ("", {}))
    if endpoint and all(detail.get(each) for each in given.values()):
        return path_to(endpoint, **{name: detail[each] for name, each in given.items()})
    if notification.deal is not None:
        return path_to("deals.show", code=notification.deal.code)
    if detail.get("match") in records.matches:
        return path_to("matches.show", match_id=detail["match"])
    posting = records.postings.get(str(detail.get("posting", "")))
    if posting is None:
        return path_to("notifications.index")
    side = "needs" if isinstance(posting, Need) else "technologies"
    view = "matches.of_need" if side == "needs" else "matches.of_technology"
    lists = notification.kind is NotificationKind.MATCH
    return path_to(view if lists else f"{side}.show", code=posting.code)
