"""Uploaded files: believed for what they contain, cleaned, and stored once by their hash."""

import hashlib
import io
import re
import tempfile
import warnings
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from matchmaker.services.errors import InvalidFile
from matchmaker.services.files import file_types, office_files
from models.text import clean

if TYPE_CHECKING:
    from PIL.Image import Image

SUFFIXES = {
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "application/pdf": (".pdf",),
    **office_files.SUFFIXES,
}
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
PDF = frozenset({"application/pdf"})
DOCUMENTS = PICTURES | PDF | office_files.OFFICE

LARGEST = 10 * 1024 * 1024
LONGEST_SIDE = 2000
MOST_PIXELS = 64_000_000
_LONGEST_NAME = 80
_LONGEST_SUFFIX = 5
_TRAILER = 2048
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that lies in the upload folder under its hash."""

    name: str
    media_type: str
    size: int
    sha256: str


def store(
    folder: Path, name: str, data: bytes, kinds: Collection[str] = PICTURES | PDF
) -> StoredFile:
    """Check ``data`` by its content, clean pictures, and keep it in ``folder`` under its hash.

    Raises :class:`InvalidFile` with what is wrong. A file stored twice takes its place once.
    """
    shown = safe_name(name)
    media_type = _checked(shown, data, kinds)
    kept = redrawn(shown, data, media_type) if media_type in PICTURES else data
    digest = hashlib.sha256(kept).hexdigest()
    _write(path_of(folder, digest), kept)
    return StoredFile(safe_name(name, media_type), media_type, len(kept), digest)


def path_of(folder: Path, sha256: str) -> Path:
    """Return where the file with this hash lies."""
    return folder / sha256[:2] / sha256


def safe_name(name: str, media_type: str = "") -> str:
    r"""Return ``name`` without folders and odd characters, short, with the suffix of its true type.

    >>> safe_name("C:\\ảnh\\Máy sấy <mít>.PNG", "image/jpeg")
    'Máy sấy mít.jpg'
    >>> safe_name("../../etc/passwd")
    'passwd'
    """
    base = re.split(r"[/\\]", clean(name))[-1]
    stem, dot, suffix = base.rpartition(".")
    stem, suffix = (stem, dot + suffix) if dot and len(suffix) <= _LONGEST_SUFFIX else (base, "")
    if media_type:
        suffix = SUFFIXES[media_type][0]
    stem = " ".join(re.sub(r"[^\w\s().,+-]", "", stem).split()).strip(". ")
    suffix = re.sub(r"[^\w.]", "", suffix)
    return (stem[:_LONGEST_NAME].rstrip(". ") or "tep") + suffix


def _checked(name: str, data: bytes, kinds: Collection[str]) -> str:
    """Return the type of ``data``; refuse what is empty, too large, of another type, or lies."""
    if not data:
        raise InvalidFile(name, "empty")
    if len(data) > LARGEST:
        raise InvalidFile(name, "size")
    found, claimed = file_types.of(name, data), _claimed(name)
    if found not in kinds:
        raise InvalidFile(name, "content" if claimed in kinds else "type", found, kinds)
    if claimed and _family(claimed) != _family(found):
        raise InvalidFile(name, "content", found, kinds)
    if found in PDF and not _whole_pdf(data):
        raise InvalidFile(name, "broken")
    return found


def _family(media_type: str) -> frozenset[str]:
    """Return the types whose suffixes people mix up without meaning anything by it."""
    return next(each for each in (PICTURES, PDF, office_files.OFFICE) if media_type in each)


def _claimed(name: str) -> str:
    """Return the type that the suffix of ``name`` claims, if it is one of ours."""
    suffix = f".{name.rpartition('.')[2].lower()}"
    return next((kind for kind, known in SUFFIXES.items() if suffix in known), "")


def _whole_pdf(data: bytes) -> bool:
    return data.startswith(b"%PDF-") and b"%%EOF" in data[-_TRAILER:] and b"startxref" in data


def redrawn(name: str, data: bytes, media_type: str) -> bytes:
    """Return the picture drawn anew: no EXIF, no comments, upright, no larger than needed."""
    from PIL import Image, ImageOps

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data), formats=[_FORMATS[media_type]]) as probe:
                if probe.width * probe.height > MOST_PIXELS:
                    raise InvalidFile(name, "size")
                probe.verify()
            with Image.open(io.BytesIO(data), formats=[_FORMATS[media_type]]) as picture:
                picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(picture)
                return _encoded(upright, media_type)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise InvalidFile(name, "size") from None
        except (OSError, SyntaxError, ValueError, IndexError, KeyError, TypeError, MemoryError):
            raise InvalidFile(name, "broken") from None


def _encoded(picture: "Image", media_type: str) -> bytes:
    """Write the pixels of ``picture``, and nothing else of it."""
    transparent = picture.has_transparency_data and media_type != "image/jpeg"
    plain = picture.convert("RGBA" if transparent else "RGB")
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain.info.clear()
    buffer = io.BytesIO()
    quality = {"optimize": True} if media_type == "image/png" else {"quality": 85}
    plain.save(buffer, _FORMATS[media_type], **quality)
    return buffer.getvalue()


def _write(path: Path, data: bytes) -> None:
    """Write ``data`` at once or not at all; another process may write the same bytes meanwhile."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    Path(file.name).replace(path)
