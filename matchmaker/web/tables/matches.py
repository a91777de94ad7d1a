"""The matches of a posting as a table."""

from flask_babel import lazy_gettext as _

from matchmaker.web import cards
from matchmaker.web.context import name_of
from matchmaker.web.spreadsheets import Column, local_day
from matchmaker.web.words import condition_words, match_words
from models import Match, Party


def _said(party: Party) -> Column:
    def answer(match: Match) -> str:
        return str(match_words.answer_state(match, party)["label"])

    titles = {Party.DEMAND: _("Bên cầu trả lời"), Party.SUPPLY: _("Bên cung trả lời")}
    return Column(titles[party], answer, 28)


def _counted(verdict: str) -> Column:
    titles = {"met": _("Đạt"), "missed": _("Chưa đạt"), "unknown": _("Chưa rõ")}
    return Column(titles[verdict], lambda match: condition_words.counts(match).get(verdict, 0), 10)


_SIDES = [
    Column(_("Mã nhu cầu"), lambda match: match.need.code),
    Column(_("Nhu cầu"), lambda match: cards.title_of(match.need), 50),
    Column(_("Bên cầu"), lambda match: cards.owner_name(match.need), 36),
    Column(_("Mã công nghệ"), lambda match: match.technology.code),
    Column(_("Công nghệ"), lambda match: cards.title_of(match.technology), 50),
    Column(_("Bên cung"), lambda match: cards.owner_name(match.technology), 36),
    Column(_("Tỉnh bên cung"), lambda match: name_of(match.technology.province, "provinces_34")),
]
COLUMNS = [
    *_SIDES,
    Column(_("Độ phù hợp (%)"), lambda match: round(match.score * 100), 10),
    Column(_("Từ chung"), lambda match: ", ".join(match_words.sentence_terms(match)), 50),
    *map(_counted, ("met", "missed", "unknown")),
    *map(_said, Party),
    Column(_("Gợi ý từ ngày"), lambda match: local_day(match.proposed_at), 12),
]
