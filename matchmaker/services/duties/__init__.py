"""What the law asks of a contract: its contents, its registration, rights to state results.

The rules are dated rows of ``seed_data/vocab``. An answer keeps the version of the rule it was
given under; where a newer one holds on the deal's day, the deal is asked to answer anew.
"""

from matchmaker.services.duties.waiting import Blockage, Waited, blocked, waited

__all__ = ["Blockage", "Waited", "blocked", "waited"]
