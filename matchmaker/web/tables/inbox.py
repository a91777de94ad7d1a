"""What waits for a centre as a table."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from matchmaker.services import identity
from matchmaker.services.inbox import Waiting
from matchmaker.web import cards
from matchmaker.web.access import actor
from matchmaker.web.formats import days_since
from matchmaker.web.spreadsheets import Column, local_day
from models import Deal, Match, Need, Posting


def _what(item: Waiting) -> str:
    if isinstance(item.record, Match):
        return gettext("Gợi ý ghép nối")
    return gettext("Tin chờ duyệt") if isinstance(item.record, Posting) else gettext("Việc quá hạn")


def _posting(item: Waiting) -> Posting:
    return item.record if isinstance(item.record, Posting) else item.record.need


def _technology(item: Waiting) -> str:
    record = item.record
    return cards.title_of(record.technology) if isinstance(record, (Match, Deal)) else ""


def _step(item: Waiting) -> str:
    deal = item.record
    return identity.shown(actor(), deal.need, deal.next_step) if isinstance(deal, Deal) else ""


def _code(item: Waiting) -> str:
    record = item.record
    return record.need.code if isinstance(record, Match) else record.code


def _owner(item: Waiting) -> str:
    record = item.record
    needed = isinstance(record, (Match, Need))
    return cards.owner_name(_posting(item)) if needed or isinstance(record, Posting) else ""


COLUMNS = [
    Column(_("Việc"), _what),
    Column(_("Mã"), _code),
    Column(_("Tên tin"), lambda item: cards.title_of(_posting(item)), 50),
    Column(_("Tổ chức"), _owner, 36),
    Column(_("Công nghệ"), _technology, 50),
    Column(_("Việc tiếp theo"), _step, 50),
    Column(_("Chờ từ ngày"), lambda item: local_day(item.since), 12),
    Column(_("Số ngày"), lambda item: days_since(item.since), 8),
]
