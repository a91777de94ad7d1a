"""Mails that come in: taken, sent on to the others, and answered where something was wrong."""

from pathlib import Path

import structlog
from flask import current_app
from flask_babel import force_locale
from flask_babel import lazy_gettext as _
from sqlalchemy.exc import OperationalError

from matchmaker.config import LANGUAGES
from matchmaker.services.errors import InvalidFile
from matchmaker.services.incoming import maildir, receiving
from matchmaker.services.incoming.receiving import Mailbox, Receipt
from matchmaker.services.mails import mail
from matchmaker.web.errors import message_of
from matchmaker.web.extensions import db
from matchmaker.web.mails import message_mails
from models import IncomingMail, Outcome

SEEN_BEFORE = "seen_before"
_A_ROUND = 20
_log = structlog.get_logger()

REASONS = {
    Outcome.STRANGER: _(
        "Thư đến từ một địa chỉ không thuộc thương vụ này, nên chưa được chuyển cho các bên. Chỉ "
        "trung tâm đọc được thư trong 30 ngày và có thể đưa vào. Muốn chắc chắn, hãy viết từ địa "
        "chỉ bạn đã đăng ký, hoặc nhờ tổ chức của bạn mời địa chỉ này vào."
    ),
    Outcome.CLOSED: _(
        "Thương vụ đã kết thúc hơn 90 ngày nên không nhận tin nhắn nữa. Hãy gọi cho cán bộ phụ "
        "trách hoặc trung tâm."
    ),
    Outcome.EMPTY: _(
        "Không tìm thấy nội dung trả lời trong thư. Hãy viết phía trên phần trích dẫn rồi gửi lại."
    ),
    Outcome.HELD: _(
        "Thư nêu tên, địa chỉ hoặc cách liên hệ của bên cầu, trong khi bên cầu đăng ẩn danh và có "
        "bên chưa được biết. Thư được giữ lại và chỉ cán bộ trung tâm đọc được. Hãy viết lại, bỏ "
        "các chi tiết ấy; hoặc bên cầu cho phép hiện tên ngay trên trang thương vụ."
    ),
    Outcome.UNREADABLE: _(
        "Thư quá lớn nên không đọc được. Hãy gửi lại thư ngắn hơn, tệp lớn thì tải lên trang."
    ),
}


def take(data: bytes, recipient: str = "") -> str:
    """Take one mail and commit; return what became of it, for the log of the mail server."""
    config = current_app.config
    mailbox = Mailbox(config["REPLY_ADDRESS"], config["MAIL_AUTHSERV_ID"], config["UPLOADS"])
    receipt = receiving.receive(db.session, data, mailbox, recipient)
    if receipt is None:
        return SEEN_BEFORE
    if receipt.message is not None:
        message_mails.announce(receipt.message)
    if receipt.answerable and (receipt.record.outcome in REASONS or receipt.refused):
        _answer(receipt)
    db.session.commit()
    return receipt.record.outcome.value


def take_from(folder: Path) -> int:
    """Take what lies in a Maildir, some at a time; what fails is set aside, not tried for ever."""
    taken = 0
    for path in maildir.waiting(folder, _A_ROUND):
        try:
            take(maildir.read(path))
        except OperationalError:
            raise
        except Exception:
            db.session.rollback()
            _log.exception("mail set aside", file=path.name)
            maildir.set_aside(path)
            continue
        maildir.mark_seen(path)
        taken += 1
    return taken


def _answer(receipt: Receipt) -> None:
    """Tell the sender politely what was not taken; never in a way that machines answer."""
    record, author = receipt.record, receipt.author
    own = author.user.language if author else ""
    with force_locale(own if own in LANGUAGES else LANGUAGES[0]):
        words = {
            "reason": str(REASONS.get(record.outcome, "")),
            "files": [message_of(each) for each in receipt.refused],
            "packed": any(_is_packed(each) for each in receipt.refused),
            "subject": record.subject,
            "link": message_mails.link(receipt.deal) if author and receipt.deal else "",
            "need": receipt.deal.need.code if author and receipt.deal else "",
            "home": str(current_app.config["BASE_URL"]).rstrip("/"),
        }
        text, html = message_mails.rendered("not_taken", words)
    mail.enqueue(
        db.session,
        record.sender,
        f"Re: {record.subject}",
        text,
        html,
        headers=_headers(record),
        asked_for=True,
    )


def _is_packed(refusal: InvalidFile) -> bool:
    """Say whether Outlook packed the files of a mail into one that only it can open."""
    return refusal.name.lower().startswith("winmail")


def _headers(record: IncomingMail) -> dict[str, str]:
    quiet = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
    if not record.message_id.startswith("<"):
        return quiet
    return {"In-Reply-To": record.message_id, "References": record.message_id, **quiet}
