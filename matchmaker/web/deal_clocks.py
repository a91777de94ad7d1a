"""The clock of a deal in words, for cards, lists and the filter of ages."""

from dataclasses import dataclass

from flask_babel import gettext, ngettext

from matchmaker.services.deals import filters as deal_filters
from matchmaker.services.deals.clocks import Clocks, Colour
from matchmaker.web.formats import day
from models import Deal, DealStage


@dataclass(frozen=True, slots=True)
class Shown:
    """How long a deal has been in its stage, and its colour where it is too long."""

    colour: str
    text: str

    @property
    def late(self) -> bool:
        """Say whether the clock has run out."""
        return self.colour != Colour.GREEN


def shown(clocks: Clocks, deal: Deal) -> Shown:
    """Return the clock of ``deal``: "12 ngày (mức 7)"; while it rests, until when."""
    limit, age = clocks.limit(deal), clocks.age(deal)
    if deal.stage is DealStage.PAUSED and deal.resume_on and deal.resume_on > clocks.today:
        resting = gettext("tạm dừng đến %(day)s", day=day(deal.resume_on))
        return Shown(clocks.colour(deal).value, resting)
    days = ngettext("%(num)d ngày", "%(num)d ngày", age)
    if limit is not None:
        days = gettext("%(days)s (mức %(limit)d)", days=days, limit=limit)
    return Shown(clocks.colour(deal).value, days)


def ages() -> list[tuple[int, str]]:
    """Return the choices of a filter by age."""
    return [
        (days, ngettext("từ %(num)d ngày", "từ %(num)d ngày", days)) for days in deal_filters.AGES
    ]
