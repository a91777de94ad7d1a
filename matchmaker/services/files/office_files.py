"""Office files: known by what lies inside them, and refused where that may run or cannot be read.

Word, Excel and PowerPoint files are ZIP archives (OOXML, OpenDocument) or, before 2007, small file
systems of their own (OLE). Their texts are never unpacked here but for the list of their parts.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import olefile

from matchmaker.services.errors import InvalidFile

_OOXML = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
SUFFIXES: Mapping[str, tuple[str, ...]] = {
    f"{_OOXML}wordprocessingml.document": (".docx",),
    f"{_OOXML}spreadsheetml.sheet": (".xlsx",),
    f"{_OOXML}presentationml.presentation": (".pptx",),
    "application/msword": (".doc",),
    "application/vnd.ms-excel": (".xls",),
    "application/vnd.ms-powerpoint": (".ppt",),
    f"{_OPEN}text": (".odt",),
    f"{_OPEN}spreadsheet": (".ods",),
    f"{_OPEN}presentation": (".odp",),
}
OFFICE = frozenset(SUFFIXES)

_ZIP, _OLE = b"PK\x03\x04", olefile.MAGIC
_MOST_PARTS = 10_000
_LARGEST_UNPACKED = 200 * 1024 * 1024
_LARGEST_LIST = 4 * 1024 * 1024
_MACRO_SHEETS = "xl/macrosheets/"
_ENCRYPTED_WORD = 0x0100
_FILE_PASS = 0x2F
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, ValueError, IndexError,
    KeyError, TypeError, NotImplementedError, RuntimeError, OverflowError, MemoryError,
)  # fmt: skip
"""What Python's ZIP and OLE readers raise over files that are not whole."""


def media_type(name: str, data: bytes) -> str:
    """Return the type of an Office file, or nothing where ``data`` is none.

    Raises :class:`InvalidFile`: ``macros``, ``encrypted``, ``bomb`` or ``broken``.
    """
    if not data.startswith((_ZIP, _OLE)):
        return ""
    try:
        return _of_archive(name, data) if data.startswith(_ZIP) else _of_compound(name, data)
    except _BROKEN:
        raise InvalidFile(name, "broken") from None


def _of_archive(name: str, data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {each.filename: each for each in archive.infolist()}
        unpacked = sum(each.file_size for each in parts.values())
        if len(archive.infolist()) > _MOST_PARTS or unpacked > _LARGEST_UNPACKED:
            raise InvalidFile(name, "bomb")
        if "[Content_Types].xml" in parts:
            return _of_ooxml(name, archive, parts)
        if "mimetype" in parts:
            return _of_open_document(name, archive, parts)
    return ""


def _of_ooxml(name: str, archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]) -> str:
    listed = _start_of(archive, parts["[Content_Types].xml"])
    lower = [part.lower() for part in parts]
    active = any(part.endswith("vbaproject.bin") or _MACRO_SHEETS in part for part in lower)
    if active or b"macroenabled" in listed.lower():
        raise InvalidFile(name, "macros")
    for kind in SUFFIXES:
        main = f"{kind}.main+xml".encode()
        if kind.startswith(_OOXML) and main in listed:
            return kind
    return ""


def _of_open_document(
    name: str, archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]
) -> str:
    kind = _start_of(archive, parts["mimetype"]).decode("ascii", "replace").strip()
    if kind not in OFFICE:
        return ""
    if any(part.startswith(("Basic/", "Scripts/")) for part in parts):
        raise InvalidFile(name, "macros")
    manifest = parts.get("META-INF/manifest.xml")
    if manifest and b"encryption-data" in _start_of(archive, manifest):
        raise InvalidFile(name, "encrypted")
    return kind


def _start_of(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    with archive.open(part) as file:
        return file.read(_LARGEST_LIST)


def _of_compound(name: str, data: bytes) -> str:
    with olefile.OleFileIO(io.BytesIO(data)) as compound:
        if compound.exists("EncryptedPackage"):
            raise InvalidFile(name, "encrypted")
        kind = next((kind for stream, kind in _STREAMS.items() if compound.exists(stream)), "")
        if kind and _has_password(compound):
            raise InvalidFile(name, "encrypted")
        storages = {step.upper() for path in compound.listdir(storages=True) for step in path}
        if kind and storages & {"VBA", "_VBA_PROJECT_CUR", "MACROS"}:
            raise InvalidFile(name, "macros")
    return kind


_STREAMS = {
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
}


def _has_password(compound: "olefile.OleFileIO[str]") -> bool:
    """Say whether Word's header ([MS-DOC] FibBase) or Excel's second record speaks of one."""
    if compound.exists("WordDocument"):
        (flags,) = struct.unpack_from("<H", compound.openstream("WordDocument").read(12), 10)
        return bool(flags & _ENCRYPTED_WORD)
    for stream in ("Workbook", "Book"):
        if compound.exists(stream):
            start = compound.openstream(stream).read(512)
            (length,) = struct.unpack_from("<H", start, 2)
            (second,) = struct.unpack_from("<H", start, 4 + length)
            return bool(second == _FILE_PASS)
    return compound.exists("EncryptedSummary")
