"""The matching engine: texts by field in, ranked and explained candidates out.

Knows neither Flask nor the database, and imports nothing by itself, so that ``text`` and
``requirements`` come without scikit-learn. Read in this order:

``text`` words and terms · ``documents`` postings as fields with weights · ``index`` ranking ·
``explanation`` reasons · ``highlight`` marks in a text · ``quantities`` numbers with units ·
``requirements`` met, missed or unknown · ``evaluation`` how good the ranking is.
"""
