"""Forms of signing in and of the own account."""

import json

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_security import forms as security_forms
from flask_security import recovery_codes, tf_plugin, webauthn
from flask_security.change_email import ChangeEmailForm
from flask_security.utils import get_message, hash_password
from flask_wtf import FlaskForm
from wtforms import PasswordField, RadioField, StringField, ValidationError
from wtforms.fields.choices import Choice, SelectChoice
from wtforms.validators import DataRequired, Length

from matchmaker.services.people import accounts
from models import User

_NO_CHOICE = "Not a valid choice."  # WTForms' own words, translated in its catalogue
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
            self.email.errors, self.user_authenticated = [], False
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
        self.email.data = self.email.data or ""
        valid = super(security_forms.ForgotPasswordForm, self).validate(**kwargs)
        if not (valid and self.user is not None and self.user.is_active):
            return False
        hash_password("as long as for an address that nobody has")
        return True


class SendConfirmationForm(security_forms.SendConfirmationForm):
    """Ask for the mail to confirm an address once more."""

    def validate(self, **kwargs: object) -> bool:
        """Answer a body without any address as one with an empty one."""
        self.email.data = self.email.data or ""
        passed: bool = super().validate(**kwargs)
        return passed


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


class ChangeAddressForm(ChangeEmailForm):
    """Ask for another address of one's account."""

    def validate(self, **kwargs: object) -> bool:
        """Say so where it is the present one; of anybody else's address nothing is told."""
        self.email.data = self.email.data or ""
        passed: bool = super().validate(**kwargs)
        if self.existing_email_user is not None and self.existing_email_user.id == current_user.id:
            self.existing_email_user = None
            self.email.errors = [gettext("Đây đang là địa chỉ của bạn. Hãy nhập địa chỉ mới.")]
            return False
        return passed


class TwoFactorSetupForm(security_forms.TwoFactorSetupForm):
    """Turn the second step on, for another telephone, or off."""

    setup = RadioField(
        choices=[SelectChoice("authenticator"), SelectChoice("disable")], validate_choice=False
    )


class TwoFactorRescueForm(security_forms.TwoFactorRescueForm):
    """Call for help."""

    help_setup = RadioField(choices=[SelectChoice("help")], validate_choice=False)


class _Methods(RadioField):
    """Choices that Flask-Security fills in, as pairs."""

    def iter_choices(self) -> list[Choice]:
        """Return the choices as WTForms wants them."""
        return [Choice(key, name, key == self.data, {}) for key, name in self.choices or []]

    def pre_validate(self, form: FlaskForm) -> None:
        """Take one of the choices only."""
        if self.data not in {key for key, _name in self.choices or []}:
            raise ValidationError(self.gettext(_NO_CHOICE))


class TwoFactorSelectForm(tf_plugin.TwoFactorSelectForm):
    """Choose between a code and a passkey as the second step."""

    which = _Methods(_("Bạn muốn dùng cách nào?"))


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


class PasskeyForm(webauthn.WebAuthnRegisterForm):
    """A new passkey: its name, and what it is for."""

    usage = RadioField(
        _("Dùng để"),
        choices=[
            SelectChoice("first", _("Đăng nhập thay cho mật khẩu")),
            SelectChoice("secondary", _("Làm bước thứ hai, sau mật khẩu")),
        ],
        default="first",
    )


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


class ProfileForm(FlaskForm):
    """The own name and language."""

    name = NAME
    language = RadioField(
        _("Ngôn ngữ của trang và của thư gửi bạn"),
        choices=[SelectChoice("vi", "Tiếng Việt"), SelectChoice("en", "English")],
    )
