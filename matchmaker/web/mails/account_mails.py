"""Flask-Security's mails: in the language of their reader, with links to our own address."""

from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

from flask import Response, after_this_request, current_app, render_template
from flask_babel import LazyString, force_locale, get_locale
from flask_babel import lazy_gettext as _
from flask_security import MailUtil

from matchmaker.config import LANGUAGES
from matchmaker.services.mails import mail
from matchmaker.services.people import accounts
from matchmaker.web.extensions import db

HELP = "two_factor_rescue"
SUBJECTS: Mapping[str, LazyString] = {
    "welcome": _("Xác nhận địa chỉ email của bạn trên Matchmaker"),
    "welcome_existing": _("Bạn đã có tài khoản trên Matchmaker"),
    "confirmation_instructions": _("Xác nhận địa chỉ email của bạn trên Matchmaker"),
    "reset_instructions": _("Đặt lại mật khẩu Matchmaker"),
    "reset_notice": _("Mật khẩu Matchmaker của bạn đã được đặt lại"),
    "change_notice": _("Mật khẩu Matchmaker của bạn đã được thay đổi"),
    "change_email_instructions": _("Xác nhận địa chỉ email mới trên Matchmaker"),
    "address_notice": _("Địa chỉ email của tài khoản Matchmaker đã được thay đổi"),
    HELP: _("Có người cần trợ giúp xác thực hai lớp"),
}


class AccountMails(MailUtil):
    """Hand Flask-Security's mails to our one mail service."""

    def send_mail(  # noqa: PLR0917 - Flask-Security's signature
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],
        body: str | None,
        html: str | None,
        **context: object,
    ) -> None:
        """Write one mail down beside the change it tells of; a call for help goes to helpers."""
        name = template.rpartition("/")[2]
        with force_locale(_language(context)):
            title = str(SUBJECTS.get(name, subject))
        address = recipient if isinstance(recipient, str) else recipient[1]
        for to in accounts.helpers(db.session) if name == HELP else (address,):
            mail.enqueue(db.session, to, title, body or "", html or "", asked_for=name != HELP)
        after_this_request(commit)

    def normalize(self, email: str) -> str:
        """Return the address as it is stored: small letters, so that each is there once."""
        return super().normalize(email.strip()).lower()

    def validate(self, email: str) -> str:
        """Return a well-formed address as it is stored."""
        return super().validate(email.strip()).lower()


def commit(response: Response) -> Response:
    """Store what Flask-Security's views leave to be stored."""
    db.session.commit()
    return response


def render(template: str, **context: object) -> str:
    """Render a page in the viewer's language, a mail in its reader's."""
    if not template.startswith("security/email/"):
        return render_template(template, **context)
    for name, url in list(context.items()):
        if name.endswith("link") and url:
            context[name] = _public(str(url))
    with force_locale(_language(context)):
        return render_template(template, home=current_app.config["BASE_URL"], **context)


def _public(url: str) -> str:
    """Put our own address before the path of ``url``: no forged Host header gets into a mail."""
    ours, theirs = urlsplit(str(current_app.config["BASE_URL"])), urlsplit(url)
    return urlunsplit((ours.scheme, ours.netloc, theirs.path, theirs.query, ""))


def _language(context: Mapping[str, object]) -> str:
    language = str(getattr(context.get("user"), "language", None) or get_locale())
    return language if language in LANGUAGES else LANGUAGES[0]
