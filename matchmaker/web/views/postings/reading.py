"""A posting as its reviewer reads it: every filled field, and no more than they may know."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from matchmaker.services import identity, postings
from matchmaker.services.permissions import Permission, allows
from matchmaker.web.access import actor
from matchmaker.web.extensions import db
from matchmaker.web.formats import moment
from matchmaker.web.forms.fields import written
from matchmaker.web.forms.need import NeedForm
from matchmaker.web.forms.posting import PostingForm
from matchmaker.web.forms.technology import TechnologyForm
from matchmaker.web.locale import language
from matchmaker.web.words import duplicate_words, posting_words
from models import Attachment, Posting, User

_BELOW_PROVINCE = {"commune", "province_63"}
_ICONS = {"submit": "send", "publish": "check", "send_back": "arrow-left", "remove": "trash"}


def form_of(posting: Posting) -> PostingForm:
    """Return the form of ``posting`` as it is stored."""
    kind = TechnologyForm if posting.side == "technology" else NeedForm
    return kind(formdata=None, obj=posting)


def is_known(posting: Posting) -> bool:
    """Say whether the reader may learn who posted it."""
    return identity.is_known(actor(), posting)


def parts(posting: Posting) -> list[tuple[str, str]]:
    """Return the label and the text of every field that was filled."""
    form, known = form_of(posting), is_known(posting)
    shown = [
        (str(form[name].label.text), written(form[name]))
        for name in (*form.own, *form.row_fields())
        if form[name].data and name != "title_vi" and (known or name not in _BELOW_PROVINCE)
    ]
    return [(label, identity.shown(actor(), posting, text)) for label, text in shown if text]


def title(posting: Posting) -> str:
    """Return the title, without the name of a firm that the reader may not know."""
    return identity.shown(actor(), posting, posting.title(language()))


def alike(posting: Posting) -> list[Posting]:
    """Return what the reader may open that says nearly the same, or has nearly the same title."""
    same = duplicate_words.of(posting)
    titled = postings.near_identical(db.session, posting)
    readable = [each for each in titled if allows(actor(), Permission.POSTING_READ, each)]
    return list(dict.fromkeys([*same, *readable]))


def labels(posting: Posting, names: Sequence[str]) -> list[str]:
    """Return what the fields ``names`` are called."""
    form = form_of(posting)
    return [str(form[name].label.text) for name in names]


def files(posting: Posting) -> list[Attachment]:
    """Return the files that the reader may open."""
    return [
        each for each in posting.attachments if allows(actor(), Permission.ATTACHMENT_READ, each)
    ]


def history(posting: Posting) -> list[dict[str, Any]]:
    """Return what happened, newest first; who did it only where the firm may be known."""
    known = is_known(posting)
    return [
        {
            "when": moment(change.at),
            "iso": change.at.isoformat(),
            "who": _who(change.by) if known else "",
            "what": str(posting_words.MOVES[change.move]),
            "note": identity.shown(actor(), posting, change.reason),
            "icon": _ICONS.get(change.move, "history"),
        }
        for change in reversed(posting.history)
    ]


def _who(user: User | None) -> str:
    return user.display_name if user else _("Hệ thống")
