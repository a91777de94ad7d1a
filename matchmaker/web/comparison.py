"""Technologies side by side, row by row, for ``components/compare.html``."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from matchmaker.web import cards
from matchmaker.web.context import name_of
from matchmaker.web.formats import money_range, percent
from matchmaker.web.locale import language
from matchmaker.web.words import condition_words, match_words
from models import Benefit, Match, Need, Technology

Row = tuple[str, list[Any]]


def table(need: Need, matches: Sequence[Match]) -> dict[str, Any]:
    """Return the columns and rows that compare the technologies of ``matches``."""
    columns = [
        {
            "title": match.technology.title(language()),
            "url": url_for("matches.show", match_id=match.id),
            "note": cards.owner_name(match.technology),
        }
        for match in matches
    ]
    technologies = [match.technology for match in matches]
    rows = [
        (_("Độ phù hợp"), [percent(match.score) for match in matches]),
        (_("Cùng nói về"), [", ".join(match_words.sentence_terms(match)) for match in matches]),
        *_requirements(matches),
        (_("Vì sao chưa cao hơn"), [_shortfalls(match) for match in matches]),
        *_facts(need, technologies),
        *_indicators(matches),
    ]
    return {"columns": columns, "rows": [row for row in rows if any(row[1])]}


def _requirements(matches: Sequence[Match]) -> list[Row]:
    """Return a row for each requirement, readiness and budget, judged for every technology."""
    judged = [condition_words.verdicts(match) for match in matches]
    rows: dict[str, list[Any]] = {}
    for column, verdicts in enumerate(judged):
        for each in verdicts:
            label = f"{each['indicator']} {each['wanted']}"
            cells = rows.setdefault(label, [""] * len(matches))
            cells[column] = _verdict(each)
    return list(rows.items())


def _verdict(verdict: dict[str, Any]) -> Markup:
    html = render_template("matches/_verdict_cell.html", verdict=verdict)
    return Markup(html)  # noqa: S704 - the template has escaped it


def _shortfalls(match: Match) -> str:
    """Say what is missed or unknown, or that all that was asked is met."""
    rows = condition_words.shortfalls(match)
    if not rows:
        return _("Không thiếu yêu cầu nào") if condition_words.verdicts(match) else ""
    html = render_template("matches/_short_cell.html", rows=rows)
    return Markup(html.strip())  # noqa: S704 - the template has escaped it


def _facts(need: Need, technologies: Sequence[Technology]) -> list[Row]:
    """Return what is known of every technology; readiness and price only where not judged above."""
    judged: list[Row] = []
    if need.trl_min is None:
        levels = [t.trl and f"TRL {t.trl}" for t in technologies]
        judged.append((_("Mức sẵn sàng công nghệ"), levels))
    if need.budget_max is None:
        prices = [money_range(t.price_min, t.price_max) for t in technologies]
        judged.append((_("Giá"), prices))
    return [
        *judged,
        (_("Giá đã gồm"), [t.price_includes_vi for t in technologies]),
        (
            _("Công suất, quy mô"),
            [f"{t.capacity_value} {t.capacity_unit}".strip() for t in technologies],
        ),
        (_("Nơi đang áp dụng"), [t.references_vi for t in technologies]),
        (
            _("Phương thức chuyển giao"),
            [_names(t.transfer_methods) for t in technologies],
        ),
        (
            _("Đào tạo"),
            [
                t.training_days and ngettext("%(num)s ngày", "%(num)s ngày", t.training_days)
                for t in technologies
            ],
        ),
        (
            _("Bảo hành"),
            [
                t.warranty_months and ngettext("%(num)s tháng", "%(num)s tháng", t.warranty_months)
                for t in technologies
            ],
        ),
        (_("Địa phương"), [name_of(t.province, "provinces_34") for t in technologies]),
    ]


def _names(codes: Sequence[str]) -> str:
    return "; ".join(name_of(code, "transfer_modes") for code in codes)


def _indicators(matches: Sequence[Match]) -> list[Row]:
    """Return what else the technologies promise: a row for what several do, the rest in one."""
    technologies = [match.technology for match in matches]
    asked = {each["indicator"].casefold() for match in matches for each in match.verdicts}
    cells: dict[str, list[str]] = {}
    for column, technology in enumerate(technologies):
        for benefit in technology.benefits:
            if benefit.indicator.casefold() not in asked:
                row = cells.setdefault(benefit.indicator, [""] * len(technologies))
                row[column] = _promise(benefit)
    shared: list[Row] = [(name, list(row)) for name, row in cells.items() if _several(row)]
    alone = [(name, row) for name, row in cells.items() if not _several(row)]
    others = [
        Markup("<br>").join(f"{name}: {row[column]}" for name, row in alone if row[column])
        for column in range(len(technologies))
    ]
    return [*shared, (_("Hiệu quả khác"), others)]


def _several(row: Sequence[str]) -> bool:
    return sum(map(bool, row)) > 1


def _promise(benefit: Benefit) -> str:
    promised = f"{benefit.with_technology} {benefit.unit}".strip()
    if not benefit.today:
        return promised
    return _("%(then)s (hiện nay %(today)s)", then=promised, today=benefit.today)
