"""Organisations as a table."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from matchmaker.web import wording
from matchmaker.web.context import name_of
from matchmaker.web.locale import language
from matchmaker.web.spreadsheets import Column
from models import Organisation


def _verified(organisation: Organisation) -> str:
    return gettext("Đã xác minh") if organisation.verified else gettext("Chưa xác minh")


COLUMNS = [
    Column(_("Mã"), lambda each: each.code),
    Column(_("Tên tổ chức"), lambda each: each.name(language()), 50),
    Column(_("Tên viết tắt"), lambda each: each.short_name),
    Column(_("Loại hình"), lambda each: name_of(each.org_type, "org_types"), 28),
    Column(_("Vai trò"), lambda each: wording.word_for(each.side, "organisation_side"), 24),
    Column(_("Tỉnh, thành phố"), lambda each: name_of(each.province, "provinces_34")),
    Column(_("Lĩnh vực hoạt động"), lambda each: each.field_of_work, 50),
    Column(_("Xác minh"), _verified),
]
