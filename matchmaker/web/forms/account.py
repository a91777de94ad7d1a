"""Forms of signing in and of the own account."""

import json

from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_security import forms as security_forms
from flask_security import recovery_codes, webauthn
from flask_security.utils import get_message
from flask_wtf import FlaskForm
from wtforms import PasswordField, RadioField, StringField
from wtforms.validators import DataRequired, Length

from matchmaker.services import accounts
from models import User

NAME = StringField(
    _("Họ và tên"),
    validators=[DataRequired(), Length(max=200)],
    render_kw={"autocomplete": "name", "maxlength": 200},
)


def _failed(field: PasswordField | StringField, message: str) -> bool:
    """Show one ``message`` at ``field``, whatever was found before; the answer is always no."""
    field.errors = [get_message(message)[0]]
    return False


def _locked(user: object) -> bool:
    return isinstance(user, User) and accounts.is_locked(user)


class LoginForm(security_forms.LoginForm):
    """Sign in: a locked account answers as a wrong password does."""

    def validate(self, **kwargs: object) -> bool:
        """Check address and password; only who knows the password hears what is missing."""
        passed: bool = super().validate(**kwargs)
        if _locked(self.user):
            self.email.errors = []
            return _failed(self.password, "INVALID_PASSWORD")
        if self.user_authenticated and self.requires_confirmation:
            self.email.errors = []
            self.form_errors.append(get_message("CONFIRMATION_REQUIRED")[0])
        return passed


class RegisterForm(security_forms.RegisterFormV2):
    """Open an account: address, name, password."""

    name = NAME


class ForgotPasswordForm(security_forms.ForgotPasswordForm):
    """Ask for a reset; also for who never confirmed the address, or is locked."""

    def validate(self, **kwargs: object) -> bool:
        """Let every active account through: the mail goes to its owner alone."""
        valid = super(security_forms.ForgotPasswordForm, self).validate(**kwargs)
        return bool(valid and self.user is not None and self.user.is_active)


class VerifyForm(security_forms.VerifyForm):
    """Say once more that it is you."""

    def validate(self, **kwargs: object) -> bool:
        """Check the password, unless the account is locked."""
        passed: bool = super().validate(**kwargs)
        return _failed(self.password, "INVALID_PASSWORD") if _locked(self.user) else passed


class ChangePasswordForm(security_forms.ChangePasswordForm):
    """Change the password; wrong present passwords count as failures."""

    def validate(self, **kwargs: object) -> bool:
        """Check the present password, then the new one."""
        user: User = current_user._get_current_object()
        if _locked(user):
            return _failed(self.password, "INVALID_PASSWORD")
        passed: bool = super().validate(**kwargs)
        if get_message("INVALID_PASSWORD")[0] in self.password.errors:
            user.track_failed_authn("password")
        return passed


class TwoFactorVerifyCodeForm(security_forms.TwoFactorVerifyCodeForm):
    """The second step: the code of an authenticator."""

    def validate(self, **kwargs: object) -> bool:
        """Check the code, unless the account is locked; spaces within it do not matter."""
        self.code.data = "".join(str(self.code.data or "").split())
        passed: bool = super().validate(**kwargs)
        if _locked(self.user) and not self.is_setup:
            return _failed(self.code, "TWO_FACTOR_INVALID_TOKEN")
        return passed


class RecoveryForm(recovery_codes.MfRecoveryForm):
    """The second step: a recovery code."""

    def validate(self, **kwargs: object) -> bool:
        """Check the code, unless the account is locked; wrong ones count as failures."""
        self.code.data = "".join(str(self.code.data or "").split()).lower()
        passed: bool = super().validate(**kwargs)
        if _locked(self.user):
            return _failed(self.code, "INVALID_RECOVERY_CODE")
        if not passed and self.user is not None:
            self.user.track_failed_authn("code", tfa=True)
        return passed


class PasskeyResponseForm(webauthn.WebAuthnRegisterResponseForm):
    """What the browser says of a new passkey."""

    def validate(self, **kwargs: object) -> bool:
        """Check it, and keep the extensions only where they can be read again."""
        if not super().validate(**kwargs):
            return False
        try:
            readable = isinstance(json.loads(self.extensions), dict)
        except (TypeError, ValueError):
            readable = False
        if not readable:
            self.extensions = "{}"
        return True


class ProfileForm(FlaskForm):  # type: ignore[misc]
    """The own name and language."""

    name = NAME
    language = RadioField(
        _("Ngôn ngữ của trang và của thư gửi bạn"),
        choices=[("vi", "Tiếng Việt"), ("en", "English")],
    )
