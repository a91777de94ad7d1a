"""Loading the first content, once, from CSV files; see ``seed_data/README.md``."""

from matchmaker.services.seed.accounts import (
    DEMONSTRATION_PASSWORD,
    accounts,
    demonstration_accounts,
    load_accounts,
)
from matchmaker.services.seed.content import load

__all__ = [
    "DEMONSTRATION_PASSWORD",
    "accounts",
    "demonstration_accounts",
    "load",
    "load_accounts",
]
