"""What one was told as a table."""

from flask_babel import lazy_gettext as _

from matchmaker.web.context import name_of
from matchmaker.web.spreadsheets import Column

COLUMNS = [
    Column(_("Lúc"), lambda told: told.notification.created_at, 20),
    Column(_("Loại"), lambda told: name_of(told.notification.kind.value, "notification_kinds"), 26),
    Column(_("Về"), lambda told: told.notification.about),
    Column(_("Nội dung"), lambda told: told.sentence, 60),
    Column(_("Chi tiết"), lambda told: "\n".join(told.lines), 60),
    Column(_("Ghi chú"), lambda told: told.note, 40),
    Column(_("Đọc lúc"), lambda told: told.notification.read_at, 20),
]
