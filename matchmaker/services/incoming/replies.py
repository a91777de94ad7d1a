"""What a reply by mail says itself, and what it only quotes or signs with.

Line by line, so that the time grows with the length only; the words are those of the mail programs
people use here, in Vietnamese and English.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

REPLY_LINE = "##- Hãy trả lời phía trên dòng này · Please reply above this line -##"
"""The first line of the mails that may be answered; all below it was ours."""

LONGEST = 200_000
_ATTRIBUTION_LINES = 4
_LONGEST_ATTRIBUTION = 500
_HEAD_LINES = 8
_LEAST_LABELS = 3
_LONGEST_SIGNATURE = 12
_SIGNATURE_WIDTH = 110
_PHRASE = 80
"""No phrase we look for is longer: what is longer is not searched, however it was made."""

_WROTE = re.compile(r"(?:đã viết|\bviết|\bwrote|a écrit|schrieb)\s*:?\s*$", re.IGNORECASE)
_BEGINS = re.compile(r"(?:Vào|Ngày|Lúc|Trong|Thứ|Th|On|Le|Am)\b", re.IGNORECASE)
_DATED = re.compile(r"\d{1,2}:\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\b(?:19|20)\d{2}\b")
_SEPARATOR = re.compile(
    r"[-_\s]*-{2,}\s*(?:Original Message|Original Appointment|Thư gốc|Tin nhắn gốc|Thư ban đầu"
    r"|Forwarded message|Thư (?:đã )?(?:được )?chuyển tiếp|Tin nhắn (?:đã )?chuyển tiếp"
    r"|Message d'origine)\s*:?\s*-{2,}\s*$"
    r"|(?:Begin forwarded message|Bắt đầu thư được chuyển tiếp)\s*:\s*$",
    re.IGNORECASE,
)
_FORWARD = re.compile(r"forward|chuyển tiếp", re.IGNORECASE)
_LABELS = {
    "from": r"From|Từ|Người gửi|De",
    "sent": r"Sent|Date|Đã gửi|Gửi lúc|Ngày gửi|Ngày|Gửi|Envoyé",
    "to": r"To|Tới|Đến|Gửi đến|Gửi tới|Người nhận|À",
    "copy": r"Cc|Đồng gửi|Sao gửi|Bản sao",
    "subject": r"Subject|Chủ đề|Tiêu đề|V/v|Objet",
}
_LABEL = re.compile(
    r"\s*\*?(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _LABELS.items())
    + r")\s*:\*?",
    re.IGNORECASE,
)
_FROM_A_DEVICE = re.compile(
    r"(?:(?:Được |Đã )?gửi từ |Sent from (?:my |Mail|Outlook|Yahoo|Samsung)|Sent via |Sent with "
    r"|Get Outlook for |Tải Outlook |Lấy Outlook |Nhận Outlook )[^\n]{0,120}$",
    re.IGNORECASE,
)
_FAREWELL = re.compile(
    r"(?:Trân trọng(?: kính chào| cảm ơn)?|Kính thư|Kính chào|Thân ái|Thân mến|Thân|Kính"
    r"|Trân trọng,? kính báo|(?:Many )?Thanks (?:and|&) (?:best )?regards|Best(?: regards)?"
    r"|Kind regards|Warm regards|Regards|Yours sincerely|Sincerely)\s*[,.!/]*\s*$",
    re.IGNORECASE,
)
_POSTSCRIPT = re.compile(r"\s*(?:P\.?/?S\b|Tái bút|T\.?B\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reply:
    """A mail's own words, and what it quotes, signatures included."""

    text: str
    quoted: str


def split(text: str) -> Reply:
    """Part what a mail says from what it quotes.

    Where nothing is said above a forwarded mail, the forwarded one is what is said.
    """
    lines = [line.rstrip() for line in text[:LONGEST].split("\n")]
    end = _end(lines)
    own, quoted = _sifted(lines[:end])
    own, signature = _signed(own)
    rest = [*quoted, *signature, *lines[end:]]
    if not any(own) and end < len(lines) and _FORWARD.search(lines[end]):
        own, rest = lines[end:], [*quoted, *signature]
    return Reply("\n".join(own).strip(), "\n".join(rest).strip())


def _end(lines: Sequence[str]) -> int:
    """Return where that begins which is quoted to the end."""
    for at, line in enumerate(lines):
        if line.startswith(">"):
            continue
        if "##-" in line or _SEPARATOR.match(line[:_PHRASE]) or _is_head(lines, at):
            return _before_rule(lines, at)
        if _says_who_wrote(line):
            start = _attribution(lines, at)
            if start is not None and not _is_marked(lines, at + 1):
                return start
    return len(lines)


def _before_rule(lines: Sequence[str], at: int) -> int:
    """Take a rule, and the line that says who wrote, with the quotation that they introduce."""
    while at and (not lines[at - 1] or re.fullmatch(r"[-_=*\s]{5,}", lines[at - 1])):
        at -= 1
    start = _attribution(lines, at - 1) if at else None
    return at if start is None else start


def _says_who_wrote(line: str) -> bool:
    return bool(_WROTE.search(line[-_PHRASE:]))


def _is_head(lines: Sequence[str], at: int) -> bool:
    """Say whether the head of a mail begins here: from whom, when, to whom, about what."""
    first = _LABEL.match(lines[at])
    if first is None or first.lastgroup != "from":
        return False
    found = (_LABEL.match(line) for line in lines[at : at + _HEAD_LINES])
    return len({label.lastgroup for label in found if label}) >= _LEAST_LABELS


def _attribution(lines: Sequence[str], at: int) -> int | None:
    """Return where "On … somebody wrote:" begins that ends here; mail programs wrap it."""
    if not _says_who_wrote(lines[at]):
        return None
    for start in range(at, max(at - _ATTRIBUTION_LINES, -1), -1):
        words = " ".join(lines[start : at + 1])
        if len(words) > _LONGEST_ATTRIBUTION or not lines[start]:
            return None
        if _BEGINS.match(lines[start].lstrip("*_ ")) and (_DATED.search(words) or "@" in words):
            return start
    alone = lines[at].rstrip().endswith(":") and (_DATED.search(lines[at]) or "@" in lines[at])
    return at if alone else None


def _is_marked(lines: Sequence[str], at: int) -> bool:
    """Say whether the next thing said is marked as quoted, line by line."""
    following = next((line for line in lines[at : at + 5] if line), "")
    return following.startswith(">")


def _sifted(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Take out the lines marked as quoted, and those that say who wrote them."""
    introduced = {
        place
        for at, line in enumerate(lines)
        if _says_who_wrote(line) and _is_marked(lines, at + 1)
        for place in range(_start(lines, at), at + 1)
    }
    own: list[str] = []
    quoted: list[str] = []
    for at, line in enumerate(lines):
        (quoted if line.startswith(">") or at in introduced else own).append(line)
    return own, quoted


def _start(lines: Sequence[str], at: int) -> int:
    start = _attribution(lines, at)
    return at + 1 if start is None else start


def _signed(lines: list[str]) -> tuple[list[str], list[str]]:
    """Part off the signature: below "-- ", a device's word for itself, a farewell and names."""
    for at, line in enumerate(lines):
        below = lines[at + 1 : at + 1 + _LONGEST_SIGNATURE * 3]
        if line in {"--", "—"} or _is_device(line, below):
            return lines[:at], lines[at:]
        ends = at + len(below) + 1 == len(lines)
        if at and ends and _FAREWELL.match(line[:_PHRASE]) and _is_signature(below):
            return lines[:at], lines[at:]
    return lines, []


def _is_device(line: str, below: Sequence[str]) -> bool:
    last = sum(map(bool, below)) <= 1
    return last and bool(_FROM_A_DEVICE.match(line[: _PHRASE * 2].strip(" *<>[]_")))


def _is_signature(lines: Sequence[str]) -> bool:
    """Say whether ``lines`` are names and numbers rather than words: few, short, to the end."""
    said = [line for line in lines if line]
    short = len(said) <= _LONGEST_SIGNATURE and all(len(line) <= _SIGNATURE_WIDTH for line in said)
    return short and not any(_POSTSCRIPT.match(line) for line in said)
