"""A mail as it came, read: who from, to whom, about what, the words, the files."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

from matchmaker.services.incoming import charsets, html

LARGEST = 25 * 1024 * 1024
MOST_LINES = 400_000
MOST_NESTED = 30
MOST_DASHES = 20_000
_DEEPEST = 12
_DECORATION = 40 * 1024
"""Pictures inside the text that are smaller are logos and signatures."""

_LONGEST_HEADER = 10_000
_CONTENT_HEADER = re.compile(rb"(?im)^content-[a-z-]+:[^\n]*(?:\n[ \t][^\n]*)*")
_LONGEST_ID = 250
_LONGEST_LINE = 250
_ADDRESS = re.compile(r"[^\s<>,;:()\[\]\\\"]+@[^\s<>,;:()\[\]\\\"@]+")
_PASSED_OVER = {
    "text/calendar",
    "application/ics",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-signature",
    "text/x-amp-html",
    "text/x-vcard",
    "text/vcard",
    "message/delivery-status",
    "text/rfc822-headers",
}


class Unreadable(Exception):
    """A mail too large or too nested to be read; its head may be known."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with a mail."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """The head of a mail, and its parts for whoever wants to read on."""

    message: Message
    message_id: str
    sender: str
    subject: str

    def header(self, name: str) -> str:
        """Return the first header ``name`` in plain words."""
        return next(iter(self.headers(name)), "")

    def headers(self, *names: str) -> list[str]:
        """Return all headers with one of ``names``, in their order."""
        wanted = {name.lower() for name in names}
        found = [raw for key, raw in self.message.raw_items() if key.lower() in wanted]
        return [words(str(raw)[:_LONGEST_HEADER]) for raw in found]


def read(data: bytes) -> Letter:
    """Read the head of a mail; raises :class:`Unreadable` for one that asks for too much work."""
    nested = len(re.findall(rb"(?i)boundary=", data))
    if len(data) > LARGEST or data.count(b"\n") > MOST_LINES or nested > MOST_NESTED:
        raise Unreadable
    if data.count(b"\n--") > MOST_DASHES:
        raise Unreadable
    if any(len(each) > _LONGEST_HEADER for each in _CONTENT_HEADER.findall(data)):
        raise Unreadable
    try:
        message = message_from_bytes(data)
    except RecursionError:
        raise Unreadable from None
    return _opened(message, data)


def head(data: bytes) -> Letter:
    """Read nothing but the head, of a mail too large to be read."""
    end = re.search(rb"\r?\n\r?\n", data[: 256 * 1024])
    return _opened(message_from_bytes(data[: end.start() if end else 0] + b"\n\n"), data)


def _opened(message: Message, data: bytes) -> Letter:
    letter = Letter(message, "", "", "")
    name = "".join(letter.header("Message-ID").split())
    fine = name and len(name) <= _LONGEST_ID
    return Letter(
        message,
        message_id=name if fine else f"sha256:{hashlib.sha256(data).hexdigest()}",
        sender=_sender(message),
        subject=" ".join(letter.header("Subject").split())[:_LONGEST_LINE],
    )


def _sender(message: Message) -> str:
    """Return the one address of From; nothing where there are several, or one hides another."""
    raw = [str(value) for key, value in message.raw_items() if key.lower() == "from"]
    if len(raw) != 1 or len(raw[0]) > _LONGEST_LINE * 4:
        return ""
    bare = re.sub(r'"(?:[^"\\]|\\.)*"|\([^()]*\)', " ", raw[0])
    found = {each.lower().strip(".'") for each in _ADDRESS.findall(bare)}
    return found.pop() if len(found) == 1 else ""


def words(raw: str) -> str:
    """Return a raw header as people read it: RFC 2047 decoded, 8-bit bytes too."""
    text = _plain(raw)
    if "=?" not in text:
        return text
    try:
        found = decode_header(text)
    except (HeaderParseError, ValueError, LookupError):
        return text
    return "".join(
        part if isinstance(part, str) else charsets.decode(part, label or "utf-8")
        for part, label in found
    )


def _plain(raw: str) -> str:
    """Return a raw header with its 8-bit bytes, which the parser keeps as surrogates, decoded."""
    data = str(raw).encode("utf-8", "surrogateescape")
    return re.sub(r"\r?\n", "", charsets.decode(data))


def text_of(letter: Letter) -> str:
    """Return the text of a mail: as plain text where it has one, else of its HTML."""
    return _text(letter.message, 0).strip("\n")


def _text(part: Message, depth: int) -> str:
    if depth > _DEEPEST or _is_file(part):
        return ""
    if part.get_content_maintype() == "multipart":
        texts = [_text(each, depth + 1) for each in children(part)]
        if part.get_content_subtype() == "alternative":
            return next((each for each in texts if each.strip()), "")
        return "\n".join(each for each in texts if each.strip())
    match part.get_content_type():
        case "text/plain":
            return _unwrapped(part, _decoded(part))
        case "text/html":
            return html.text_of(_decoded(part))
        case _:
            return ""


def children(part: Message) -> list[Message]:
    """Return the parts of a part."""
    payload = part.get_payload()
    listed = payload if isinstance(payload, list) else []
    return [each for each in listed if isinstance(each, Message)]


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _decoded(part: Message) -> str:
    return charsets.decode(_bytes(part), str(part.get_content_charset() or ""))


def _unwrapped(part: Message, text: str) -> str:
    """Join the lines that format=flowed (RFC 3676) broke for the way."""
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    joined = re.sub(r"(?m)^(?!-- $)(.*) \n(?=[^>\n])(?!-- $)", r"\1 ", text)
    return re.sub(r"(?m)^ (?=[ >]|From )", "", joined)


def _is_file(part: Message) -> bool:
    kind, disposition = part.get_content_maintype(), part.get_content_disposition()
    if kind == "multipart":
        return False
    return kind != "text" or disposition == "attachment" or bool(name_of(part))


def name_of(part: Message) -> str:
    """Return the file name of a part, in whatever way it is written."""
    for header in ("Content-Disposition", "Content-Type"):
        raw = next((v for k, v in part.raw_items() if k.lower() == header.lower()), None)
        if raw is not None and not str(raw).isascii():
            part.replace_header(header, _plain(raw))
    try:
        return words(part.get_filename() or "")[:_LONGEST_LINE]
    except (LookupError, ValueError, TypeError):
        return ""


def files_of(letter: Letter) -> list[File]:
    """Return the files of a mail, without pictures that decorate it and what machines exchange."""
    return [
        File(name_of(part) or _named(part), _content(part))
        for part in _leaves(letter.message)
        if _is_file(part) and not _is_passed_over(part)
    ]


def _content(part: Message) -> bytes:
    """Return what a file holds; a mail inside the mail is none of the kinds that are taken."""
    return b"mail" if part.is_multipart() else _bytes(part)


def _named(part: Message) -> str:
    return "thu-chuyen-tiep.eml" if part.get_content_type() == "message/rfc822" else "tep"


def _is_passed_over(part: Message) -> bool:
    if part.get_content_type() in _PASSED_OVER:
        return True
    inline = part.get_content_disposition() != "attachment" and "Content-ID" in part
    return inline and part.get_content_maintype() == "image" and len(_bytes(part)) < _DECORATION


def _leaves(message: Message) -> Iterator[Message]:
    """Yield the parts that are no containers; a mail inside the mail is one whole."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if part.get_content_maintype() == "multipart":
            waiting.extend(reversed(children(part)))
        else:
            yield part
