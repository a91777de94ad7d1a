"""The conversation of a deal on its page: the thread as its reader may see it, and the box."""

from typing import Any

from flask import current_app

from matchmaker.services import identity
from matchmaker.services.deals import conversation, participants
from matchmaker.services.deals.conversation import Author
from matchmaker.services.permissions import Permission, allows
from matchmaker.web import deal_strangers
from matchmaker.web.access import actor
from matchmaker.web.extensions import db
from matchmaker.web.forms.conversation import MessageForm
from matchmaker.web.words import conversation_words
from models import Channel, Deal, Message

SHORT = 8
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
        "strangers": deal_strangers.shown(deal),
        "sent": sent,
    }


def _total(deal: Deal) -> int:
    return conversation.count(db.session, deal)


def _row(deal: Deal, message: Message) -> dict[str, Any]:
    known = identity.is_known(actor(), deal.need)
    author = conversation.author(actor(), message)
    from_outside = bool(message.received_from)
    files = [each for each in message.attachments if each.withdrawn_at is None]
    readable = [each for each in files if allows(actor(), Permission.DOCUMENT_READ, each)]
    return {
        "id": message.id,
        **(_of_outsider(message, author) if from_outside else _of_participant(message, author)),
        "at": message.at,
        "by_mail": message.channel is Channel.MAIL and not from_outside,
        "text": conversation.shown(actor(), message),
        "quoted": message.quoted if known else "",
        "files": readable,
        "hidden_files": len(files) - len(readable),
    }


def _of_participant(message: Message, author: Author) -> dict[str, Any]:
    return {
        "who": conversation_words.who(author),
        "standing": conversation_words.standing(author),
        "side": author.part.value if author.part else "",
        "own": message.by is not None and message.by is actor().user,
    }


def _of_outsider(message: Message, author: Author) -> dict[str, Any]:
    outsider = conversation.outsider(actor(), message)
    return {
        "who": conversation_words.outsider(),
        "standing": conversation_words.let_in(author, outsider),
        "side": "",
        "own": False,
    }
