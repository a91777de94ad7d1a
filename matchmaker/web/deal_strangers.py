"""Mails of strangers on the page of a deal, for the officers who decide about them."""

from typing import Any

from matchmaker.services.incoming import strangers
from matchmaker.services.permissions import Permission, allows
from matchmaker.web.access import actor
from matchmaker.web.extensions import db
from models import Deal, StrangerLetter


def shown(deal: Deal) -> dict[str, list[Any]]:
    """Return the letters that wait, each with the day it is forgotten, and those put aside."""
    if not allows(actor(), Permission.STRANGER_DECIDE, deal):
        return {"waiting": [], "dismissed": []}
    found = strangers.listed(db.session, deal)
    return {
        "waiting": [_row(each) for each in found if each.is_waiting],
        "dismissed": [_row(each) for each in found if each.is_dismissed],
    }


def _row(letter: StrangerLetter) -> dict[str, Any]:
    return {
        "letter": letter,
        "mail": letter.mail,
        "forgotten_on": letter.mail.received_at + strangers.KEPT_FOR,
        "empty": not letter.text and not letter.files,
    }
