"""The conversation of a deal on its page: the thread as its reader may see it, and the box."""

from typing import Any

from flask import current_app

from matchmaker.services import identity
from matchmaker.services.deals import conversation, participants
from matchmaker.services.mails import incoming_log
from matchmaker.services.permissions import Permission, allows
from matchmaker.web.access import actor
from matchmaker.web.extensions import db
from matchmaker.web.forms.conversation import MessageForm
from matchmaker.web.words import conversation_words
from models import Channel, Deal, IncomingMail, Message

SHORT = 20
"""How many messages the page of a deal shows; the others are a page of their own."""


def shown(
    deal: Deal, *, form: MessageForm | None = None, most: int | None = SHORT, sent: bool = False
) -> dict[str, Any]:
    """Return what ``deals/_conversation.html`` shows; ``form`` is one that was refused."""
    writes = allows(actor(), Permission.MESSAGE_WRITE, deal)
    found = conversation.thread(db.session, deal, most)
    total = len(found) if most is None or len(found) < most else _total(deal)
    people = participants.readers(db.session, deal) if writes else []
    return {
        "messages": [_row(deal, each) for each in found],
        "earlier": total - len(found),
        "writes": writes,
        "is_open": conversation.is_open(deal),
        "addressees": conversation_words.addressees(actor(), deal, people),
        "by_mail": bool(current_app.config["REPLY_ADDRESS"]),
        "form": form or MessageForm(formdata=None),
        "strangers": _strangers(deal),
        "sent": sent,
    }


def _total(deal: Deal) -> int:
    return conversation.count(db.session, deal)


def _row(deal: Deal, message: Message) -> dict[str, Any]:
    known = identity.is_known(actor(), deal.need)
    author = conversation.author(actor(), message)
    files = [each for each in message.attachments if each.withdrawn_at is None]
    readable = [each for each in files if allows(actor(), Permission.DOCUMENT_READ, each)]
    return {
        "id": message.id,
        "who": conversation_words.who(author),
        "standing": conversation_words.standing(author),
        "side": author.part.value if author.part else "",
        "own": message.by is not None and message.by is actor().user,
        "at": message.at,
        "by_mail": message.channel is Channel.MAIL,
        "text": conversation.shown(actor(), message),
        "quoted": message.quoted if known else "",
        "files": readable,
        "hidden_files": len(files) - len(readable),
    }


def _strangers(deal: Deal) -> list[IncomingMail]:
    """Return who wrote without belonging here, for those who follow the deal and know its sides."""
    follows = allows(actor(), Permission.DEAL_FOLLOW_UP, deal)
    if not follows or not identity.is_known(actor(), deal.need):
        return []
    return incoming_log.strangers(db.session, deal)
