"""Sign-in, registration, passwords, second factors and passkeys: Flask-Security, set up."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask, abort, after_this_request, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_security import (
    FSQLALiteUserDatastore,
    PasswordUtil,
    Security,
    UserMixin,
    WebauthnUtil,
    change_email_confirmed,
    user_failed_authn,
    user_registered,
)
from flask_security.utils import get_message, send_mail
from sqlalchemy.exc import IntegrityError
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from matchmaker.config import TRANSLATIONS
from matchmaker.services.people import accounts, passwords
from matchmaker.web import sessions, throttle
from matchmaker.web.extensions import db
from matchmaker.web.forms import account as forms
from matchmaker.web.forms import messages
from matchmaker.web.mails import account_mails
from models import Role, User, WebAuthn, now

SETTINGS: dict[str, object] = {
    "SECURITY_URL_PREFIX": "/account",
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_REGISTER_URL": "/register",
    "SECURITY_CONFIRM_URL": "/confirm",
    "SECURITY_RESET_URL": "/reset-password",
    "SECURITY_CHANGE_URL": "/change-password",
    "SECURITY_CHANGE_EMAIL_URL": "/change-address",
    "SECURITY_VERIFY_URL": "/verify",
    "SECURITY_TWO_FACTOR_SETUP_URL": "/two-step",
    "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/two-step-code",
    "SECURITY_TWO_FACTOR_RESCUE_URL": "/two-step-help",
    "SECURITY_TWO_FACTOR_SELECT_URL": "/two-step-choice",
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/recovery-codes",
    "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/recovery-code",
    "SECURITY_WAN_REGISTER_URL": "/passkeys",
    "SECURITY_WAN_DELETE_URL": "/passkeys-delete",
    "SECURITY_WAN_SIGNIN_URL": "/sign-in-passkey",
    "SECURITY_WAN_VERIFY_URL": "/verify-passkey",
    "SECURITY_STATIC_FOLDER": None,
    "SECURITY_CACHE_CONTROL": None,  # ours, for every page
    "SECURITY_POST_LOGIN_VIEW": "/",
    "SECURITY_POST_LOGOUT_VIEW": "/",
    "SECURITY_POST_REGISTER_VIEW": "security.login",
    "SECURITY_POST_CONFIRM_VIEW": "security.login",
    "SECURITY_POST_RESET_VIEW": "security.login",
    "SECURITY_POST_CHANGE_VIEW": "account.show",
    "SECURITY_POST_CHANGE_EMAIL_VIEW": "account.show",
    "SECURITY_POST_VERIFY_VIEW": "account.show",
    "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "account.show",
    # What is offered.
    "SECURITY_REGISTERABLE": True,
    "SECURITY_CONFIRMABLE": True,
    "SECURITY_RECOVERABLE": True,
    "SECURITY_CHANGEABLE": True,
    "SECURITY_CHANGE_EMAIL": True,
    "SECURITY_TRACKABLE": True,
    "SECURITY_TWO_FACTOR": True,
    "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
    "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
    "SECURITY_TOTP_ISSUER": "Matchmaker",
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 8,
    "SECURITY_WEBAUTHN": True,
    "SECURITY_WAN_RP_NAME": "Matchmaker",
    "SECURITY_WAN_SIGNIN_WITHIN": timedelta(minutes=5),
    # No answer tells whether an address has an account; hints would, by the list of passkeys.
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_WAN_ALLOW_USER_HINTS": False,
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
    # Composed characters: a Vietnamese letter counts once, and is a letter in a passkey's name.
    "SECURITY_PASSWORD_NORMALIZE_FORM": "NFKC",
    "SECURITY_INPUT_NORMALIZE_FORM": "NFKC",
    "SECURITY_PASSWORD_LENGTH_MIN": passwords.SHORTEST,
    "SECURITY_PASSWORD_CONFIRM_REQUIRED": False,
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    # argon2 salts each password; hashing without the secret lets the secret be changed.
    "SECURITY_PASSWORD_SINGLE_HASH": {"argon2"},
    # Of signed links only; as quick as the answer for an address that nobody has.
    "SECURITY_HASHING_SCHEMES": ["hex_sha256"],
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_FRESHNESS": timedelta(minutes=30),
    "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(minutes=10),
    "SECURITY_CONFIRM_EMAIL_WITHIN": timedelta(days=2),
    "SECURITY_CHANGE_EMAIL_WITHIN": timedelta(days=2),
    "SECURITY_RESET_PASSWORD_WITHIN": timedelta(hours=2),
    "SECURITY_DATETIME_FACTORY": now,
    "SECURITY_CLI_USERS_NAME": False,
    "SECURITY_CLI_ROLES_NAME": False,
    "SECURITY_I18N_DIRNAME": ["builtin", str(TRANSLATIONS)],
    # Flask-Security's own text has a broken placeholder.
    "SECURITY_MSG_INVALID_INPUT_LENGTH": (
        "Value entered must be less than %(length)s characters",
        "error",
    ),
    "SESSION_PROTECTION": "strong",
    "PERMANENT_SESSION_LIFETIME": accounts.KEPT_FOR,
    "WTF_CSRF_TIME_LIMIT": None,
}


class Passwords(PasswordUtil):
    """Length, and a local look for passwords that are easy to guess."""

    def validate(
        self, password: str, is_register: bool, **about: object
    ) -> tuple[list[str] | None, str]:
        """Return what is wrong with ``password`` (or None), and its composed form."""
        composed = self.normalize(password)
        if len(composed) > passwords.LONGEST:
            return [get_message("INVALID_INPUT_LENGTH", length=passwords.LONGEST + 1)[0]], composed
        faults, composed = super().validate(composed, is_register, **about)
        if faults:
            return faults, composed
        user = about.get("user")
        known = (user.email, user.name) if isinstance(user, User) else about.values()
        if passwords.guessable(composed, *(text for text in known if isinstance(text, str))):
            return [get_message("PASSWORD_TOO_SIMPLE")[0]], composed
        return None, composed


class Passkeys(WebauthnUtil):
    """Passkeys of any kind: a phone, this computer, a key."""

    def authenticator_selection(
        self, user: UserMixin, usage: str
    ) -> AuthenticatorSelectionCriteria:
        """Ask for one that names its owner, and checks them where it replaces the password."""
        if usage == "first":
            resident, checked = (
                ResidentKeyRequirement.REQUIRED,
                UserVerificationRequirement.REQUIRED,
            )
        else:
            resident, checked = (
                ResidentKeyRequirement.PREFERRED,
                UserVerificationRequirement.DISCOURAGED,
            )
        return AuthenticatorSelectionCriteria(resident_key=resident, user_verification=checked)


def init_app(app: Flask) -> None:
    """Attach Flask-Security; CSRF protection, the limiter and Flask-Babel come before it."""
    messages.init_app(app)
    for name, value in SETTINGS.items():
        app.config.setdefault(name, value)
    security = Security(
        app,
        FSQLALiteUserDatastore(db, User, Role, WebAuthn),
        login_form=forms.LoginForm,
        register_form=forms.RegisterForm,
        forgot_password_form=forms.ForgotPasswordForm,
        send_confirmation_form=forms.SendConfirmationForm,
        verify_form=forms.VerifyForm,
        change_password_form=forms.ChangePasswordForm,
        change_email_form=forms.ChangeAddressForm,
        two_factor_setup_form=forms.TwoFactorSetupForm,
        two_factor_rescue_form=forms.TwoFactorRescueForm,
        two_factor_select_form=forms.TwoFactorSelectForm,
        two_factor_verify_code_form=forms.TwoFactorVerifyCodeForm,
        mf_recovery_form=forms.RecoveryForm,
        mf_recovery_codes_util_cls=sessions.RecoveryCodes,
        wan_register_form=forms.PasskeyForm,
        wan_register_response_form=forms.PasskeyResponseForm,
        mail_util_cls=account_mails.AccountMails,
        password_util_cls=Passwords,
        webauthn_util_cls=Passkeys,
        render_template=account_mails.render,
    )
    security.want_json(lambda _request: False)
    user_failed_authn.connect(_count_failure, app)
    user_registered.connect(_greet, app)
    change_email_confirmed.connect(_move, app)
    app.before_request(_forms_only)
    register: Callable[[], Any] = app.view_functions["security.register"]
    app.view_functions["security.register"] = lambda: _once(register)
    sessions.init_app(app, security)
    throttle.init_app(app)


def _count_failure(_app: Flask, user: User, auth_type: str, **_more: object) -> None:
    """Count a wrong password or code; a passkey cannot be guessed."""
    if auth_type != "passkey":
        accounts.record_failure(db.session, user, request.remote_addr or "")
        after_this_request(account_mails.commit)


def _greet(_app: Flask, user: User, **_more: object) -> None:
    """Remember the language of registration, and meet a double click here rather than later."""
    user.language = str(get_locale())
    db.session.flush()


def _move(_app: Flask, user: User, old_email: str, **_more: object) -> None:
    """Note the new address, and tell the old one, in case it was somebody else."""
    accounts.address_changed(db.session, user, old_email, request.remote_addr or "")
    send_mail("", old_email, "security/email/address_notice", user=user)


def _once(view: Callable[[], Any]) -> ResponseReturnValue:
    """Answer the second of two simultaneous registrations as the first."""
    try:
        answer: ResponseReturnValue = view()
    except IntegrityError:
        db.session.rollback()
        flash(*get_message("CONFIRM_REGISTRATION", email=request.form.get("email", "")))
        return redirect(url_for("security.login"))
    return answer


def _forms_only() -> None:
    """Flask-Security's views take forms here; their JSON side is closed."""
    if request.blueprint == "security" and request.is_json:
        abort(415)
