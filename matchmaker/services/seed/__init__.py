"""Loading the first content, once, from CSV files; see ``seed_data/README.md``."""

from matchmaker.services.seed.accounts import (
    DEMONSTRATION_PASSWORD,
    accounts,
    demonstration_accounts,
    load_accounts,
)
from matchmaker.services.seed.content import load
from matchmaker.services.seed.demonstration import load as load_demonstration

__all__ = [
    "DEMONSTRATION_PASSWORD",
    "accounts",
    "demonstration_accounts",
    "load",
    "load_accounts",
    "load_demonstration",
]
