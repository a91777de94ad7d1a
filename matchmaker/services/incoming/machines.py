"""Mail that no person wrote: automatic replies, and our own mail coming back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from matchmaker.services.incoming import charsets
from matchmaker.services.incoming.letter import Letter, children

_PRECEDENCES = {"bulk", "junk", "list", "auto_reply"}
_ROBOTS = re.compile(
    r"(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|autoreply|vacation)\b",
    re.IGNORECASE,
)
_SUBJECTS = re.compile(
    r"(?:Automatic reply|Auto(?:matic)?[- ]?(?:response|reply)|Out of office|Tự động trả lời"
    r"|Trả lời tự động|Thư trả lời tự động|Vắng mặt)\b\s*:?",
    re.IGNORECASE,
)
_OURS = re.compile(r"<([0-9a-f]{32})@[^<>\s]{1,250}>")
_STATUS = re.compile(r"^Status:\s*([245]\.\d{1,3}\.\d{1,3})", re.IGNORECASE | re.MULTILINE)
_ACTION = re.compile(r"^Action:\s*(\w+)", re.IGNORECASE | re.MULTILINE)
_WHY = re.compile(r"^Diagnostic-Code:\s*(?:[\w-]+;)?\s*(.+)", re.IGNORECASE | re.MULTILINE)
_LOOKED_THROUGH = 300_000
_LONGEST_WHY = 300


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail of ours that came back: its name, and why, the status of RFC 3463 first."""

    message_id: str
    reason: str


def bounce_of(letter: Letter) -> Bounce | None:
    """Return what came back, where ``letter`` is a report of failure (RFC 3464, or like one).

    Reports of delay and of success are none.
    """
    report = letter.message.get_content_type() == "multipart/report"
    sender = next(iter(letter.headers("Return-Path")), "").strip()
    if not report and sender != "<>" and not _is_daemon(letter):
        return None
    told = "\n".join(_told(letter.message))
    action = _ACTION.search(told)
    if action and action[1].lower() != "failed":
        return None
    ours = _OURS.search(told)
    if ours is None or (not action and not report and not _is_daemon(letter)):
        return None
    status, why = _STATUS.search(told), _WHY.search(told)
    reason = f"{status[1] if status else '5.0.0'} {why[1].strip() if why else ''}"
    return Bounce(ours[1], " ".join(reason.split())[:_LONGEST_WHY])


def is_automatic(letter: Letter) -> bool:
    """Say whether a machine wrote ``letter``: such mail is neither taken nor ever answered."""
    submitted = letter.header("Auto-Submitted").partition(";")[0].strip().lower()
    return (
        submitted not in {"", "no"}
        or letter.header("Precedence").strip().lower() in _PRECEDENCES
        or any(letter.header(name) for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder"))
        or letter.header("Return-Path").strip() == "<>"
        or letter.message.get_content_type() == "multipart/report"
        or bool(_ROBOTS.match(letter.sender))
        or bool(_SUBJECTS.match(letter.subject))
    )


def _is_daemon(letter: Letter) -> bool:
    return letter.sender.startswith(("mailer-daemon", "postmaster"))


def _told(message: Message) -> Iterator[str]:
    """Yield the texts of all parts, the heads of those that are mails too."""
    waiting, left = [message], _LOOKED_THROUGH
    while waiting and left > 0:
        part = waiting.pop()
        if part is not message:
            yield "\n".join(f"{name}: {value}" for name, value in part.raw_items())
        waiting.extend(reversed(children(part)))
        data = part.get_payload(decode=True)
        text = charsets.decode(data[:left]) if isinstance(data, bytes) else ""
        left -= len(text)
        yield text
