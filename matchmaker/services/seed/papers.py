"""Documents of made-up deals: a few small PDF files that many deals share."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from matchmaker.services.files import uploads
from matchmaker.services.files.uploads import StoredFile
from matchmaker.services.seed.phrases import Phrases
from matchmaker.services.seed.stories import Story
from models import VIETNAM, Audience, DealDocument, DealEventKind, DealStage, DocumentKind, NdaState

FONTS = Path(__file__).parents[2] / "static" / "vendor" / "fonts"
_BODY: Mapping[str, str] = {
    "minutes": "check_note",
    "contract": "terms",
    "nda": "terms",
    "registration": "fit",
    "payment": "terms",
    "other": "fit",
}
_PAGE, _MARGIN, _LINE = (620, 877), 60, 34
_VARIANTS = 2

Shelf = Mapping[str, Sequence[StoredFile]]


def printed(folder: Path, phrases: Phrases) -> Shelf:
    """Print every kind of document and keep it in ``folder``; return the files by their title."""
    shelf: dict[str, list[StoredFile]] = {}
    for kind, occasion in _BODY.items():
        for title in phrases.all(f"document.{kind}"):
            for edition in range(1, _VARIANTS + 1):
                lines = [*phrases.several(occasion, {}, 2), f"Bản {edition}.", phrases.say("paper")]
                data = _pdf(title, lines)
                shelf.setdefault(title, []).append(
                    uploads.store(folder, f"{title}.pdf", data, uploads.PDF)
                )
    return shelf


def _pdf(title: str, lines: Sequence[str]) -> bytes:
    """Draw one page of text: the fonts of the pages come in two parts, one for each alphabet."""
    page = Image.new("1", _PAGE, 1)
    draw = ImageDraw.Draw(page)
    top = _MARGIN
    for text, size, weight in ((title, 26, 600), *((line, 17, 400) for line in lines)):
        fonts = [_font(part, weight, size) for part in ("latin", "vietnamese")]
        for line in _wrapped(text, fonts):
            _write(draw, line, top, fonts)
            top += _LINE if size < 20 else _LINE + 16  # noqa: PLR2004 - the title
    buffer = io.BytesIO()
    page.save(buffer, "PDF", resolution=75)
    return buffer.getvalue()


def _font(part: str, weight: int, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"be-vietnam-pro-{part}-{weight}-normal.woff2", size)


def _of(letter: str, fonts: Sequence[ImageFont.FreeTypeFont]) -> ImageFont.FreeTypeFont:
    """Return the part of the font that has ``letter``: Latin up to ÿ, and what Vietnamese adds."""
    return fonts[0] if ord(letter) < 0x100 or letter in "“”–…’" else fonts[1]  # noqa: PLR2004


def _width(text: str, fonts: Sequence[ImageFont.FreeTypeFont]) -> float:
    return sum(_of(letter, fonts).getlength(letter) for letter in text)


def _wrapped(text: str, fonts: Sequence[ImageFont.FreeTypeFont]) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if _width(longer, fonts) > _PAGE[0] - 2 * _MARGIN:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _write(
    draw: ImageDraw.ImageDraw, line: str, top: int, fonts: Sequence[ImageFont.FreeTypeFont]
) -> None:
    left = float(_MARGIN)
    for letter in line:
        font = _of(letter, fonts)
        draw.text((left, top), letter, font=font, fill=0, anchor="ls")
        left += font.getlength(letter)


_PLACES: Sequence[tuple[DealStage, str, DocumentKind, Audience, float]] = (
    (DealStage.INTRODUCED, "Giới thiệu công nghệ", DocumentKind.OTHER, Audience.PARTIES, 0.5),
    (DealStage.QUALIFIED, "Báo giá sơ bộ", DocumentKind.OTHER, Audience.DEMAND, 0.4),
    (DealStage.QUALIFIED, "Biên bản khảo sát", DocumentKind.MINUTES, Audience.PARTIES, 0.6),
    (DealStage.TRIAL, "Biên bản thử nghiệm", DocumentKind.MINUTES, Audience.PARTIES, 0.7),
    (DealStage.NEGOTIATION, "Dự thảo hợp đồng", DocumentKind.CONTRACT, Audience.PARTIES, 0.7),
    (DealStage.CONTRACTED, "Hợp đồng đã ký", DocumentKind.CONTRACT, Audience.PARTIES, 0.9),
    (DealStage.CONTRACTED, "Hồ sơ đăng ký", DocumentKind.REGISTRATION, Audience.CENTRE, 0.3),
    (DealStage.IMPLEMENTING, "Xác nhận thanh toán", DocumentKind.PAYMENT, Audience.SUPPLY, 0.4),
)
"""Which paper belongs to a stage, for whom, and how often there is one."""


def file(story: Story, shelf: Shelf) -> None:
    """Put the papers of a deal among its documents, some in two editions; settle its agreement."""
    _agree(story, shelf)
    for stage, title, kind, audience, often in _PLACES:
        span = story.span(stage)
        if span is None or story.chance.random() > often:
            continue
        at = story.between(*span)
        first = _keep(story, shelf[title][0], kind, audience, at)
        again = at + timedelta(days=story.chance.randint(2, 9))
        if story.chance.random() < 0.25 and again < (story.deal.closed_at or story.now):  # noqa: PLR2004 - some of them
            newer = _keep(story, shelf[title][1], kind, audience, again, act="renewed")
            newer.replaces, newer.edition = first, 2


def _agree(story: Story, shelf: Shelf) -> None:
    span = story.span(DealStage.QUALIFIED)
    if span is None:
        return
    states = (NdaState.SIGNED, NdaState.SIGNED, NdaState.NOT_NEEDED, NdaState.DRAFTED)
    story.deal.nda = story.chance.choice((*states, NdaState.NONE))
    if story.deal.nda is NdaState.SIGNED:
        at = story.between(*span)
        story.deal.nda_on = at.astimezone(VIETNAM).date()
        _keep(story, shelf["Thỏa thuận bảo mật"][0], DocumentKind.NDA, Audience.PARTIES, at)
        text = f"nda: signed\nnda_on: {story.deal.nda_on}"
        story.tell(at, DealEventKind.NDA, text=text)


def _keep(
    story: Story,
    file: StoredFile,
    kind: DocumentKind,
    audience: Audience,
    at: datetime,
    *,
    act: str = "added",
) -> DealDocument:
    by = story.supplier if audience is Audience.DEMAND else story.officer
    document = DealDocument(
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        kind=kind,
        audience=audience,
        uploaded_by=by,
        uploaded_at=at,
    )
    story.deal.documents.append(document)
    story.tell(at, DealEventKind.DOCUMENT, by, text=act, document=document)
    return document
