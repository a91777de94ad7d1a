"""The audit trail and the mails as tables; nobody behind a blind need is named."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from matchmaker.services.records import Letter, Row
from matchmaker.web.spreadsheets import Column
from matchmaker.web.words import audit_details, audit_words, mail_words


def _who(row: Row) -> str:
    if row.unnamed:
        return gettext("Tổ chức đăng ẩn danh")
    return row.entry.by.email if row.entry.by else ""


TRAIL = [
    Column(_("Thời điểm"), lambda row: row.entry.at, 20),
    Column(_("Ai"), _who, 34),
    Column(_("Việc"), lambda row: audit_words.done(row.entry.action), 34),
    Column(_("Mã việc"), lambda row: row.entry.action, 24),
    Column(_("Bản ghi"), lambda row: row.entry.subject, 24),
    Column(_("Địa chỉ"), lambda row: "" if row.unnamed else row.entry.address),
    Column(_("Chi tiết"), audit_details.details, 60),
]


def _to(letter: Letter) -> str:
    return gettext("Tổ chức đăng ẩn danh") if letter.unnamed else letter.mail.to


MAILS = [
    Column(_("Tiêu đề"), lambda letter: letter.mail.subject, 60),
    Column(_("Gửi tới"), _to, 34),
    Column(_("Tạo lúc"), lambda letter: letter.mail.created_at, 20),
    Column(_("Gửi lúc"), lambda letter: letter.mail.sent_at, 20),
    Column(_("Tình trạng"), lambda letter: str(mail_words.STATES[letter.mail.state]), 22),
]
