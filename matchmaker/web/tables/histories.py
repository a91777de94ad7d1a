"""What happened to one record as a table, in the words of its page."""

from flask_babel import lazy_gettext as _

from matchmaker.web.spreadsheets import Column

COLUMNS = [
    Column(_("Lúc"), lambda row: row["at"], 20),
    Column(_("Việc"), lambda row: row["done"], 34),
    Column(_("Ai"), lambda row: row["who"], 34),
    Column(_("Chi tiết"), lambda row: row["detail"], 60),
    Column(_("Từ địa chỉ"), lambda row: row["address"]),
]
