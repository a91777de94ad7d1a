"""What a deal is expected to be worth, as long as it is open: written down, changed, taken back."""

from sqlalchemy.orm import Session

from matchmaker.services import audit, vocabularies
from matchmaker.services.actors import Actor
from matchmaker.services.deals import stages, timeline
from matchmaker.services.deals.values import DONG
from matchmaker.services.errors import Incomplete, InvalidTransition
from models import Deal, DealEventKind

UNKNOWN = "unknown"
"""What the timeline keeps where nobody can say any more."""


def write(
    session: Session,
    actor: Actor,
    deal: Deal,
    amount: int | None,
    currency: str = DONG,
    *,
    version: int,
) -> Deal:
    """Write down what ``deal`` is expected to be worth, in the smallest unit; nothing is unknown.

    Raises :class:`StaleEdit`, :class:`InvalidTransition` once the deal has ended,
    :class:`UnknownCode`, or :class:`Incomplete` for an amount that makes no sense.
    """
    timeline.refuse_stale(deal, version)
    if not deal.stage.is_open:
        raise InvalidTransition(deal.code, deal.stage, "expect")
    vocabularies.check(session, "currencies", currency)
    if amount is not None and not 0 < amount <= stages.LARGEST_AMOUNT:
        raise Incomplete(["amount"])
    before = deal.value_expected, deal.expected_currency
    now = amount, (DONG if amount is None else currency)
    if now == before:
        return deal
    deal.value_expected, deal.expected_currency = now
    text = stages.written({"value_expected": _written(*now)})
    timeline.tell(deal, actor, DealEventKind.VALUE, text=text)
    changed = {"value_before": before, "value_after": now}
    details = {name: _written(*value) for name, value in changed.items() if value[0] is not None}
    audit.record(session, actor, "deal:value", deal.code, **details)
    timeline.save(session)
    return deal


def _written(amount: int | None, currency: str) -> str:
    return UNKNOWN if amount is None else f"{amount} {currency}"
