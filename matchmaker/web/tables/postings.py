"""Technologies, needs and one's own postings as tables."""

from flask_babel import lazy_gettext as _

from matchmaker.services.portfolio import Entry
from matchmaker.web import cards, wording
from matchmaker.web.context import name_of
from matchmaker.web.locale import language
from matchmaker.web.spreadsheets import Column, local_day
from matchmaker.web.words import posting_words
from models import Need, Posting, Technology


def _price(posting: Posting, bound: str) -> int | None:
    kind = "price" if isinstance(posting, Technology) else "budget"
    amount: int | None = getattr(posting, f"{kind}_{bound}")
    return amount


def _kind(posting: Posting) -> str:
    if isinstance(posting, Need):
        return name_of(posting.need_type, "need_types")
    return name_of(getattr(posting, "kind", ""), "transfer_modes")


_SHARED = [
    Column(_("Mã"), lambda each: each.code),
    Column(_("Tên tin"), cards.title_of, 60),
    Column(_("Tổ chức"), cards.owner_name, 40),
    Column(_("Lĩnh vực"), lambda each: name_of(each.vn_field, "vn_fields"), 30),
    Column(_("Tỉnh, thành phố"), lambda each: name_of(each.province, "provinces_34")),
    Column(_("Loại"), _kind, 24),
]
_STATE = [
    Column(_("Trạng thái"), lambda each: wording.word_for(each.state, "state")),
    Column(_("Ngày đăng"), lambda each: local_day(each.published_at), 12),
    Column(_("Hạn"), lambda each: each.valid_until, 12),
]
TECHNOLOGIES = [
    *_SHARED,
    Column("TRL", lambda each: each.trl, 6),
    Column(_("Giá từ (đồng)"), lambda each: _price(each, "min")),
    Column(_("Giá đến (đồng)"), lambda each: _price(each, "max")),
    *_STATE,
]
NEEDS = [
    *_SHARED,
    Column(_("Ngân sách từ (đồng)"), lambda each: _price(each, "min")),
    Column(_("Ngân sách đến (đồng)"), lambda each: _price(each, "max")),
    *_STATE,
]
COLUMNS = {"technology": TECHNOLOGIES, "need": NEEDS}


def _of_posting(column: Column) -> Column:
    return Column(column.title, lambda entry: column.cell(entry.posting), column.width)


def _title(entry: Entry) -> str:
    return entry.posting.title(language())


OWN: list[Column] = [
    _of_posting(_SHARED[0]),
    Column(_("Tên tin"), _title, 60),
    Column(_("Loại tin"), lambda entry: str(posting_words.SIDES[entry.posting.side])),
    *map(_of_posting, _STATE),
    Column(_("Mức đầy đủ (%)"), lambda entry: entry.posting.completeness),
    Column(_("Lượt xem"), lambda entry: entry.posting.view_count),
    Column(_("Gợi ý"), lambda entry: entry.matches),
    Column(_("Chờ bạn phản hồi"), lambda entry: entry.waiting),
]
