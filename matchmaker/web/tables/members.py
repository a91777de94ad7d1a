"""The members of an organisation as a table."""

from flask_babel import lazy_gettext as _

from matchmaker.web.spreadsheets import Column, local_day
from matchmaker.web.wording import ROLES

COLUMNS = [
    Column(_("Người"), lambda each: each.user.display_name, 28),
    Column(_("Email"), lambda each: each.user.email, 34),
    Column(_("Từ ngày"), lambda each: local_day(each.created_at), 12),
    Column(_("Vai trò"), lambda each: str(ROLES[each.role]), 24),
]
