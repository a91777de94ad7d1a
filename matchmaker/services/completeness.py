"""How complete a posting is, and what would help its matches most: a table of weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from models import Posting


class Why(StrEnum):
    """What filling a field is good for."""

    WORDS = "words"
    FIELD = "field"
    REQUIREMENTS = "requirements"
    READINESS = "readiness"
    MONEY = "money"
    PLACE = "place"
    RIGHTS = "rights"
    PROOF = "proof"
    PARTNER = "partner"
    ENGLISH = "english"


@dataclass(frozen=True, slots=True)
class Part:
    """One field's share of the score; a text counts whole from ``enough`` characters on."""

    field: str
    weight: int
    why: Why
    enough: int = 1


@dataclass(frozen=True, slots=True)
class Missing:
    """A field that would help, and by how many of a hundred points."""

    field: str
    why: Why
    gain: int


@dataclass(frozen=True, slots=True)
class Completeness:
    """The score of a posting, 0 to 100, and what to fill next."""

    score: int
    missing: tuple[Missing, ...]


TECHNOLOGY = (
    Part("title_vi", 8, Why.WORDS, 15),
    Part("summary_vi", 9, Why.WORDS, 80),
    Part("problem_vi", 12, Why.WORDS, 80),
    Part("description_vi", 12, Why.WORDS, 300),
    Part("keywords_vi", 5, Why.WORDS),
    Part("vn_field", 5, Why.FIELD),
    Part("kind", 3, Why.FIELD),
    Part("trl", 5, Why.READINESS),
    Part("benefits", 9, Why.REQUIREMENTS),
    Part("capacity_value", 5, Why.REQUIREMENTS),
    Part("price", 5, Why.MONEY),
    Part("ip_types", 2, Why.RIGHTS),
    Part("ip_status", 2, Why.RIGHTS),
    Part("transfer_right", 2, Why.RIGHTS),
    Part("state_funding", 2, Why.RIGHTS),
    Part("references_vi", 3, Why.PROOF),
    Part("trl_evidence", 2, Why.PROOF),
    Part("inputs_vi", 2, Why.REQUIREMENTS),
    Part("transfer_methods", 1, Why.RIGHTS),
    Part("partner_types", 1, Why.PARTNER),
    Part("title_en", 2, Why.ENGLISH),
    Part("summary_en", 3, Why.ENGLISH),
)
NEED = (
    Part("title_vi", 10, Why.WORDS, 15),
    Part("problem_vi", 20, Why.WORDS, 200),
    Part("requirements", 14, Why.REQUIREMENTS),
    Part("current_process_vi", 7, Why.WORDS, 40),
    Part("description_vi", 4, Why.WORDS, 80),
    Part("raw_material", 5, Why.WORDS),
    Part("product", 5, Why.WORDS),
    Part("keywords_vi", 3, Why.WORDS),
    Part("capacity_value", 7, Why.REQUIREMENTS),
    Part("vn_field", 4, Why.FIELD),
    Part("need_type", 4, Why.FIELD),
    Part("province", 4, Why.PLACE),
    Part("budget", 5, Why.MONEY),
    Part("trl_min", 2, Why.READINESS),
    Part("willing_to", 2, Why.PARTNER),
    Part("site_conditions_vi", 2, Why.REQUIREMENTS),
    Part("title_en", 1, Why.ENGLISH),
    Part("problem_en", 1, Why.ENGLISH),
)
PARTS: Mapping[str, tuple[Part, ...]] = {"technology": TECHNOLOGY, "need": NEED}
_EITHER = {"price": ("price_min", "price_max"), "budget": ("budget_min", "budget_max")}
_SHOWN = 3


def assess(side: str, values: Mapping[str, Any]) -> Completeness:
    """Weigh the ``values`` of a technology or a need by field name.

    >>> assess("need", {"title_vi": "Cần máy sấy mít", "province": "92"}).score
    14
    """
    parts = PARTS[side]
    shares = {part: _share(part, values) for part in parts}
    whole = sum(part.weight for part in parts)
    score = sum(part.weight * share for part, share in shares.items()) / whole
    gaps = [
        Missing(part.field, part.why, round(100 * part.weight * (1 - share) / whole))
        for part, share in shares.items()
        if share < 1
    ]
    most = sorted(gaps, key=lambda gap: -gap.gain)[:_SHOWN]
    shown = min(round(100 * score), 99) if gaps else 100
    return Completeness(shown, tuple(gap for gap in most if gap.gain))


def of(posting: Posting) -> Completeness:
    """Weigh a stored posting."""
    names = {name for part in PARTS[posting.side] for name in _names(part)}
    return assess(posting.side, {name: getattr(posting, name) for name in names})


def _names(part: Part) -> tuple[str, ...]:
    """Return the fields any of which fills ``part``."""
    return _EITHER.get(part.field, (part.field,))


def _share(part: Part, values: Mapping[str, Any]) -> float:
    """Return how much of ``part`` is there, from 0 to 1."""
    found = [values.get(name) for name in _names(part)]
    if part.enough > 1:
        return min(1.0, len(str(found[0] or "").strip()) / part.enough)
    return float(any(value not in (None, "", [], ()) for value in found))
