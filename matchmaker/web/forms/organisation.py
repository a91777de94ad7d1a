"""Forms of organisations: what they say of themselves, who belongs to them, their verification."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import HiddenInput

from matchmaker.services.organisations import RESERVED, tax_number
from matchmaker.web.access import actor
from matchmaker.web.forms.fields import CHOOSE, NOT_IN_LIST, checkboxes, choice, line, text
from matchmaker.web.wording import ROLES, VERIFIED_HOW
from models import MemberRole

SIZES = ("1-9", "10-49", "50-199", "200+")
_SHORTEST_NAME = 3
_TAX_LENGTHS = {10, 12, 13}


def _sizes() -> list[SelectChoice]:
    bands = [SelectChoice(band, band.replace("-", "–")) for band in SIZES]
    return [SelectChoice("", str(CHOOSE)), *bands]


def _named(codes: Mapping[Any, LazyString]) -> list[SelectChoice]:
    return [SelectChoice(str(code), str(name)) for code, name in codes.items()]


class OrganisationForm(FlaskForm):
    """What an organisation says of itself."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])
    sure = HiddenField()

    name_vi = line(
        _("Tên đầy đủ bằng tiếng Việt"),
        300,
        needed=True,
        description=_("Đúng như trên giấy đăng ký hoặc quyết định thành lập."),
    )
    name_en = line(_("Tên tiếng Anh"), 300)
    short_name = line(_("Tên viết tắt"), 80)
    org_type = choice(_("Loại hình"), "org_types", needed=True)
    tax_code = line(
        _("Mã số thuế hoặc mã số doanh nghiệp"),
        20,
        description=_("Giúp trung tâm xác minh nhanh hơn. Không có thì để trống."),
    )
    province = choice(_("Tỉnh, thành phố"), "provinces_34", needed=True)
    commune = line(_("Xã, phường, đặc khu"), 120)
    address = line(_("Địa chỉ"), 300)
    size_band = SelectField(
        _("Số người làm việc"),
        choices=_sizes,
        validators=[Optional()],
        invalid_choice_message=NOT_IN_LIST,
    )
    field_of_work = text(
        _("Lĩnh vực hoạt động"), 2000, description=_("Vài câu để người ngoài ngành cũng hiểu.")
    )
    equipment = text(
        _("Thiết bị, phòng thí nghiệm có thể cùng dùng"),
        2000,
    )
    certificates = text(_("Chứng chỉ, chứng nhận"), 1000)
    service_area = checkboxes(_("Phục vụ ở các tỉnh, thành phố"), "provinces_34")
    representative = line(_("Người đại diện"), 200)
    phone = line(_("Điện thoại"), 40, description=_("Chỉ người đã đăng nhập mới xem được."))
    email = line(_("Email"), 200, description=_("Chỉ người đã đăng nhập mới xem được."))
    website = line(_("Trang web"), 300)

    def __init__(self, *arguments: Any, organisation: Any = None, **options: Any) -> None:
        super().__init__(*arguments, obj=organisation, **options)
        self._limit_kinds(organisation)

    def _limit_kinds(self, organisation: Any) -> None:
        """Offer reserved kinds to administrators only; where rights hang on it nothing moves."""
        if actor().is_administrator:
            return
        kept = organisation.org_type if organisation is not None else ""
        if kept in RESERVED:
            _keep_only(self.org_type, kept)
            _keep_only(self.province, organisation.province)
            return
        self.org_type.choices = [
            each for each in self.org_type.choices if each.value not in RESERVED
        ]

    def fields(self) -> dict[str, Any]:
        """Return what was typed, by column."""
        hidden = {"csrf_token", "version", "sure"}
        return {name: value for name, value in self.data.items() if name not in hidden}

    def validate_name_vi(self, field: Any) -> None:
        """Ask for a name."""
        if len(field.data) < _SHORTEST_NAME:
            raise ValidationError(_("Hãy viết tên đầy đủ của tổ chức."))

    def validate_org_type(self, field: Any) -> None:
        """Ask for a kind."""
        if not field.data:
            raise ValidationError(_("Hãy chọn loại hình."))

    def validate_province(self, field: Any) -> None:
        """Ask for a province."""
        if not field.data:
            raise ValidationError(_("Hãy chọn tỉnh, thành phố."))

    def validate_tax_code(self, field: Any) -> None:
        """Accept 10 digits (13 for a branch) or the 12 of a personal number."""
        number = tax_number(field.data)
        if number and (not number.isdigit() or len(number) not in _TAX_LENGTHS):
            raise ValidationError(_("Mã số thuế có 10, 12 hoặc 13 chữ số."))

    def validate_email(self, field: Any) -> None:
        """Accept one address."""
        if field.data:
            _check_address(field.data)

    def validate_website(self, field: Any) -> None:
        """Accept the address of a website only; without a scheme it is taken to be https."""
        if field.data and "://" not in field.data and ":" not in field.data.partition("/")[0]:
            field.data = f"https://{field.data}"
        try:
            parts = urlsplit(field.data or "https://x.vn")
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in {"http", "https"} or "." not in parts.netloc:
            raise ValidationError(_("Hãy viết địa chỉ trang web, ví dụ https://vidu.vn."))


def _keep_only(field: Any, value: str) -> None:
    field.choices = [each for each in field.choices if each.value == value]


def _check_address(written: str) -> str:
    try:
        return str(validate_email(written, check_deliverability=False).normalized)
    except EmailNotValidError:
        raise ValidationError(_("Địa chỉ email này chưa đúng, ví dụ đúng: ten@vidu.vn.")) from None


class InvitationForm(FlaskForm):
    """Whom to invite, and as what."""

    email = line(_("Địa chỉ email của người được mời"))
    role = SelectField(
        _("Vai trò"),
        choices=partial(_named, ROLES),
        default=MemberRole.EDITOR.value,
        invalid_choice_message=NOT_IN_LIST,
    )

    def validate_email(self, field: Any) -> None:
        """Accept one address, kept as accounts keep theirs."""
        field.data = _check_address(field.data or "").lower()


class RoleForm(FlaskForm):
    """What a member may do."""

    role = SelectField(
        _("Vai trò"), choices=partial(_named, ROLES), invalid_choice_message=NOT_IN_LIST
    )


class VerificationForm(FlaskForm):
    """How an organisation was verified."""

    how = RadioField(
        _("Đã xác minh bằng cách nào?"),
        choices=partial(_named, VERIFIED_HOW),
        validators=[InputRequired(_("Hãy chọn cách đã xác minh."))],
    )


class WithdrawalForm(FlaskForm):
    """Why a verification is taken back."""

    reason = text(
        _("Lý do"), 1000, description=_("Những người quản lý của tổ chức sẽ nhận được lý do này.")
    )

    def validate_reason(self, field: Any) -> None:
        """Ask for a reason."""
        if not field.data:
            raise ValidationError(_("Hãy nêu lý do."))
