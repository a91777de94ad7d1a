"""Files in words: what they are, why one was not taken, and what to do about it."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from matchmaker.services.errors import InvalidFile
from matchmaker.services.files import office_files, uploads

_MEGABYTE = 1024 * 1024
_FOUND: Mapping[str, Any] = {
    "image/jpeg": _("ảnh JPEG"),
    "image/png": _("ảnh PNG"),
    "image/webp": _("ảnh WebP"),
    "image/heic": _("ảnh HEIC của iPhone"),
    "image/svg+xml": _("hình vẽ SVG"),
    "application/pdf": _("tệp PDF"),
    "application/rtf": _("văn bản RTF"),
    "text/html": _("trang web (HTML)"),
    "text/xml": _("tệp XML"),
    "text/plain": _("văn bản thuần"),
    "application/zip": _("tệp nén ZIP"),
    "application/x-rar-compressed": _("tệp nén RAR"),
    "application/x-7z-compressed": _("tệp nén 7z"),
    "application/x-msdownload": _("chương trình chạy được"),
    "application/x-executable": _("chương trình chạy được"),
}
_FAMILIES: Mapping[str, Any] = {
    "image": _("ảnh loại khác"),
    "video": _("video"),
    "audio": _("tệp âm thanh"),
}
_OFFICE: Mapping[str, Any] = {
    ".docx": "Word",
    ".doc": "Word 97–2003",
    ".xlsx": "Excel",
    ".xls": "Excel 97–2003",
    ".pptx": "PowerPoint",
    ".ppt": "PowerPoint 97–2003",
    ".odt": "OpenDocument Text",
    ".ods": "OpenDocument Spreadsheet",
    ".odp": "OpenDocument Presentation",
}
_ADVICE: Mapping[str, Any] = {
    "image/heic": _("Trên iPhone, vào Cài đặt > Camera > Định dạng, chọn “Tương thích nhất”."),
    "application/zip": _("Hãy giải nén rồi tải từng tệp lên."),
    "application/x-rar-compressed": _("Hãy giải nén rồi tải từng tệp lên."),
    "application/x-7z-compressed": _("Hãy giải nén rồi tải từng tệp lên."),
}


def refusal(error: InvalidFile) -> str:
    """Say why a file was not taken, and what to do."""
    return gettext(
        "Không nhận được tệp “%(name)s”: %(why)s", name=error.name, why=_WHY[error.why](error)
    )


def too_much(sent: int, most: int) -> str:
    """Say by how much one sending is too large."""
    return gettext(
        "Những gì gửi cùng lúc nặng %(sent)s MB; mỗi lần chỉ nhận %(most)s MB, mỗi tệp nhiều nhất "
        "10 MB.",
        sent=math.ceil(sent / _MEGABYTE),
        most=most // _MEGABYTE,
    )


def too_long(most: int) -> str:
    """Say that a text is too long to be taken."""
    return gettext(
        "Có một ô chữ quá dài: mỗi ô chỉ nhận %(most)s MB, tức vài trăm trang.",
        most=most // _MEGABYTE,
    )


def kind_of(media_type: str) -> str:
    """Say what a file is: "Word", "ảnh JPEG"."""
    if media_type in office_files.SUFFIXES:
        return gettext("tệp %(program)s", program=_OFFICE[office_files.SUFFIXES[media_type][0]])
    family = media_type.partition("/")[0]
    named = _FOUND.get(media_type) or _FAMILIES.get(family)
    return str(named or gettext("loại tệp không rõ"))


def taken(kinds: object) -> str:
    """Say which files are taken."""
    if kinds == uploads.DOCUMENTS:
        return gettext("PDF, Word, Excel, PowerPoint, OpenDocument và ảnh JPEG, PNG, WebP")
    if kinds == uploads.PICTURES:
        return gettext("ảnh JPEG, PNG, WebP")
    return gettext("PDF và ảnh JPEG, PNG, WebP")


def _not_taken(error: InvalidFile) -> str:
    said = gettext(
        "đây là %(what)s; chỉ nhận %(kinds)s.", what=kind_of(error.found), kinds=taken(error.kinds)
    )
    return f"{said} {_ADVICE.get(error.found, '')}".strip()


def _another(error: InvalidFile) -> str:
    what = kind_of(error.found)
    if error.found in error.kinds:
        return gettext(
            "bên trong thật ra là %(what)s. Hãy đổi đuôi tên tệp thành %(suffix)s rồi tải lên lại.",
            what=what,
            suffix=uploads.SUFFIXES[error.found][0],
        )
    said = gettext(
        "bên trong thật ra là %(what)s, không đúng như tên tệp. Hãy mở bằng chương trình đã tạo ra "
        "nó và lưu thành PDF.",
        what=what,
    )
    return f"{said} {_ADVICE.get(error.found, '')}".strip()


_WHY: Mapping[str, Callable[[InvalidFile], str]] = {
    "empty": lambda _error: gettext("tệp không có nội dung."),
    "count": lambda _error: gettext("đã đủ số tệp cho phép."),
    "size": lambda _error: gettext("tệp lớn hơn mức cho phép (10 MB)."),
    "type": _not_taken,
    "content": _another,
    "broken": lambda _error: gettext(
        "tệp bị hỏng hoặc chép chưa xong. Hãy mở thử trên máy của bạn, lưu lại rồi tải lên lần nữa."
    ),
    "macros": lambda _error: gettext(
        "tệp có macro (đoạn chương trình chạy được). Hãy lưu lại thành .docx, .xlsx, .pptx không "
        "có macro, hoặc thành PDF."
    ),
    "encrypted": lambda _error: gettext(
        "tệp có mật khẩu nên người được xem cũng không mở được. Hãy gỡ mật khẩu; ai được xem là do "
        "bạn chọn khi tải lên."
    ),
    "bomb": lambda _error: gettext(
        "nội dung nén bên trong giải ra quá lớn. Hãy lưu lại thành PDF."
    ),
}
