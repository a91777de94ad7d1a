"""Accounts as a table."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from matchmaker.web.locale import language
from matchmaker.web.spreadsheets import Column
from models import User


def _state(user: User) -> str:
    if not user.active:
        return gettext("Đã khóa")
    return gettext("Đang dùng") if user.confirmed_at else gettext("Chưa xác nhận email")


def _organisations(user: User) -> str:
    return "; ".join(each.organisation.name(language()) for each in user.memberships)


def _administrator(user: User) -> str:
    return gettext("Quản trị viên") if user.is_administrator else ""


COLUMNS = [
    Column(_("Email"), lambda each: each.email, 34),
    Column(_("Tên"), lambda each: each.display_name, 28),
    Column(_("Tổ chức"), _organisations, 50),
    Column(_("Tình trạng"), _state),
    Column(_("Quyền"), _administrator),
    Column(_("Đăng nhập gần nhất"), lambda each: each.current_login_at, 20),
]
