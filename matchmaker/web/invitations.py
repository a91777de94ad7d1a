"""Invitations into an organisation: a signed link, valid for a week, for one e-mail address."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import current_app, render_template, url_for
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeTimedSerializer

from matchmaker.services.mails import mail
from matchmaker.web.extensions import db
from matchmaker.web.locale import language
from models import MemberRole, Organisation, User

VALID = timedelta(days=7)
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who is invited where, as what, and when it was written."""

    organisation: str
    email: str
    role: MemberRole
    written: datetime


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="organisation-invitation")


def sign(organisation: Organisation, email: str, role: MemberRole) -> str:
    """Return the token of an invitation."""
    token = _signer().dumps([organisation.code, email, role.value])
    return token if isinstance(token, str) else token.decode()


def read(token: str) -> Invitation | None:
    """Return the invitation in ``token``; none where it is forged, broken or over a week old."""
    if len(token) > _LONGEST:
        return None
    try:
        (code, email, role), written = _signer().loads(
            token, max_age=int(VALID.total_seconds()), return_timestamp=True
        )
        return Invitation(code, email, MemberRole(role), written.astimezone(UTC))
    except (BadSignature, ValueError, TypeError):
        return None


def send(organisation: Organisation, by: User, email: str, role: MemberRole) -> None:
    """Write the invitation down as a mail; the same whether the address has an account or not."""
    path = url_for("organisations.invitation", token=sign(organisation, email, role))
    text = render_template(
        "emails/organisation_invitation.txt",
        organisation=organisation,
        by=by,
        role=role,
        url=f"{current_app.config['BASE_URL'].rstrip('/')}{path}",
        email=email,
        days=VALID.days,
    )
    name = organisation.name(language())
    subject = _("Lời mời tham gia %(name)s trên Matchmaker", name=name)
    mail.enqueue(db.session, email, subject, text, asked_for=True)
