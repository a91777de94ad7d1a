"""Messages of a deal as mails: to everybody concerned, each in their own language.

Whoever answers such a mail answers in the deal: Reply-To is theirs alone.
"""

from collections.abc import Mapping
from typing import Any

from flask import current_app
from flask_babel import force_locale

from matchmaker.config import LANGUAGES
from matchmaker.services import notifications
from matchmaker.services.deals import conversation
from matchmaker.services.deals.participants import Part, Participant
from matchmaker.services.incoming.replies import REPLY_LINE
from matchmaker.services.mails import incoming_log, mail, reply_addresses
from matchmaker.web import unsubscribing
from matchmaker.web.extensions import db
from matchmaker.web.words import conversation_words
from models import Deal, Mail, Message, NotificationKind

_KINDS = frozenset({NotificationKind.MESSAGE})


def announce(message: Message) -> None:
    """Write to everybody concerned but the author, at once; digests and silence were chosen."""
    deal, told = message.deal, conversation.to_mail(db.session, message)
    users = [each.user for each, _notification in told]
    addresses = reply_addresses.of(db.session, deal, users) if _mailbox() else {}
    last = incoming_log.last_of(db.session, deal, [each.email for each in users])
    for each, notification in told:
        address = addresses.get(each.user.id)
        reply_to = reply_addresses.written(_mailbox(), address) if address else ""
        thread = _thread(deal, last.get(each.user.email, ""))
        language = each.user.language if each.user.language in LANGUAGES else LANGUAGES[0]
        with force_locale(language):
            written = _write(message, each, {**thread, **_quiet(each, reply_to)})
        notifications.mailed(db.session, [notification], written)


def subject(deal: Deal) -> str:
    """Return the subject of all mails of a deal's conversation: programs thread by it too."""
    return f"[{deal.code}] {deal.technology.title_vi}"


def link(deal: Deal) -> str:
    """Return the address of the conversation; needs no request, so jobs may ask."""
    base = str(current_app.config["BASE_URL"]).rstrip("/")
    return f"{base}/deals/{deal.code}#conversation"


def _write(message: Message, to: Participant, headers: Mapping[str, str]) -> Mail:
    deal = message.deal
    words = {
        "message": message,
        "deal": deal,
        "text": conversation.shown(to.actor, message),
        "author": _author(message, to),
        "files": len(message.attachments),
        "answerable": "Reply-To" in headers,
        "unsubscribe_url": unsubscribing.address(to.user, _KINDS),
        "reply_line": REPLY_LINE,
        "link": link(deal),
        "home": str(current_app.config["BASE_URL"]).rstrip("/"),
    }
    text, html = rendered("message", words)
    return mail.enqueue(db.session, to.user.email, subject(deal), text, html, headers=headers)


def rendered(name: str, words: Mapping[str, Any]) -> tuple[str, str]:
    """Return a mail as text and as HTML; without what pages know, since jobs write mails too."""
    environment = current_app.jinja_env
    names = (f"emails/{name}.txt", f"emails/{name}.html")
    text, html = (environment.get_template(each).render(words) for each in names)
    return text, html


def _author(message: Message, to: Participant) -> str:
    """Name the author; of a blind need's people no mail names any, since others keep mails too."""
    author = conversation.author(to.actor, message)
    if message.received_from:
        address = "" if message.deal.need.blind else message.received_from
        let_in = conversation_words.let_in(author, address)
        return f"{conversation_words.outsider()} ({let_in})"
    if author.part is Part.DEMAND and message.deal.need.blind:
        own = to.part is Part.DEMAND
        return author.name if own else conversation_words.anonymous()
    standing = conversation_words.standing(author)
    return conversation_words.who(author) + (f" ({standing})" if standing else "")


def _mailbox() -> str:
    return str(current_app.config["REPLY_ADDRESS"])


def _thread(deal: Deal, last: str) -> dict[str, str]:
    """Return the headers by which mail programs put all mails of a deal together.

    ``last`` is what the reader wrote last. The mails of others are not named: their numbers often
    hold the domain of the sender.
    """
    domain = str(current_app.config["MAIL_SENDER"]).rpartition("@")[2].strip("> ")
    root = f"<deal.{deal.code.lower()}@{domain}>"
    return {"In-Reply-To": last or root, "References": f"{root} {last}".strip()}


def _quiet(to: Participant, reply_to: str) -> dict[str, str]:
    """Return Reply-To, the way to hear no more, and a word to machines that answer."""
    answer = {"Reply-To": reply_to} if reply_to else {}
    leave = unsubscribing.headers(to.user, _KINDS)
    return {**answer, **leave, "X-Auto-Response-Suppress": "OOF, AutoReply"}
