"""The matching engine: texts by field in, ranked and explained candidates out.

Knows neither Flask nor the database, and imports nothing by itself, so that ``text`` and
``requirements`` come without scikit-learn. Read in this order:

``text``, ``syllables``, ``lexicon``, ``analysis`` words become terms · ``documents``, ``postings``
terms are counted · ``weighting`` the formula · ``generation``, ``recent``, ``storage``, ``index``
what is searched · ``query``, ``accents``, ``translation`` what is asked · ``selection``,
``ranking``, ``pruning`` the best of all · ``batch``, ``cluster`` many queries · ``occurrences``,
``explanation``, ``highlight`` reasons · ``parts``, ``learning`` what answers teach · ``spelling``
typing errors · ``quantities`` to ``requirements`` numbers with units: met, missed or unknown ·
``evaluation``, ``baselines``, ``significance`` how good the ranking is. ``docs/matching.md`` tells
the whole.
"""
