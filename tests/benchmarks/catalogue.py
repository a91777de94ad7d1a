"""A database of many postings, spread over everything as people spread: some much, most little."""

import csv
import random
from datetime import timedelta
from itertools import accumulate, islice

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.config import SEED_DATA
from matchmaker.services import vocabularies
from models import Base, MemberRole, PostingState, Side, now
from models.migrations import history
from models.text import fold, sort_key

OWN, CENTRE = 1, 2
"""The ids of an institute and of a centre, each with one member of the same id."""

_PUBLISHED = 0.85
_OTHERS = sorted(set(PostingState) - {PostingState.PUBLISHED})
_MATCHES = 3
_AT_ONCE = 5_000


class _Spread:
    """Draws values, the first most often (Zipf)."""

    def __init__(self, dice, values):
        self._dice, self._values = dice, list(values)
        self._weights = list(
            accumulate(1 / place**0.7 for place in range(1, len(self._values) + 1))
        )

    def __call__(self):
        return self._dice.choices(self._values, cum_weights=self._weights)[0]


def fill(engine, number):
    """Bring a database up to date and put ``number`` published postings into it, and others."""
    history.upgrade(engine)
    with Session(engine) as session:
        vocabularies.load(session, SEED_DATA / "vocab")
        codes = {
            name: [entry.code for entry in vocabularies.entries(session, name) if _is_used(entry)]
            for name in ("vn_fields", "provinces_34", "transfer_modes", "need_types")
        }
        session.commit()
    maker = _Maker(random.Random(7), codes, number)
    with engine.begin() as connection:
        for table, rows in maker.tables():
            _insert(connection, Base.metadata.tables[table], rows)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        vacuum = "VACUUM " if engine.dialect.name == "postgresql" else ""
        connection.exec_driver_sql(f"{vacuum}ANALYZE")


def _is_used(entry):
    if entry.vocabulary == "transfer_modes":
        return entry.code.startswith("object.")
    return entry.vocabulary != "vn_fields" or bool(entry.parent)


def _insert(connection, table, rows):
    rows = iter(rows)
    while part := list(islice(rows, _AT_ONCE)):
        connection.execute(sa.insert(table), part)


class _Maker:
    """Makes the rows of one table after the other."""

    def __init__(self, dice, codes, number):
        self._dice, self._total, self._now = dice, round(number / _PUBLISHED), now()
        self._spread = {name: _Spread(dice, values) for name, values in codes.items()}
        self._owners = _Spread(dice, range(OWN, max(50, number // 30)))
        self._needs, self._technologies = [], []
        with (SEED_DATA / "technologies.csv").open(encoding="utf-8", newline="") as file:
            self._texts = [(row["title_vi"], row["summary_vi"]) for row in csv.DictReader(file)]

    def tables(self):
        """Yield tables with their rows, those first that others point to."""
        yield "organisation", self._organisations()
        yield "user", ({**_person(each), "id": each} for each in (OWN, CENTRE))
        yield "membership", map(_membership, (OWN, CENTRE))
        yield "posting", self._postings()
        yield "technology", self._technologies
        yield "need", self._needs
        yield "posting_change", self._changes()
        yield "match", self._matches()

    def _organisations(self):
        for key in range(1, max(50, self._total // 30) + 1):
            centre = key == CENTRE
            yield {
                "id": key,
                "code": f"TC-2026-{key:06}",
                "name_vi": f"Tổ chức {key}",
                "sort_key": sort_key(f"Tổ chức {key}"),
                "org_type": "centre" if centre else "st_enterprise",
                "side": Side.BROKER if centre else Side.BOTH,
                "province": "92" if centre else self._spread["provinces_34"](),
                "version": 1,
            }

    def _postings(self):
        for key in range(1, self._total + 1):
            side = "technology" if self._dice.random() < 0.6 else "need"
            self._remember(key, side)
            title, summary = self._dice.choice(self._texts)
            published = self._dice.random() < _PUBLISHED
            since = self._now - timedelta(minutes=self._dice.randrange(3 * 365 * 1440))
            yield {
                "id": key,
                "side": side,
                "code": f"{'CN' if side == 'technology' else 'NC'}-2026-{key:07}",
                "organisation_id": OWN if key <= 50 else self._owners(),
                "title_vi": f"{title} {key}",
                "summary_vi": summary,
                "search_key": fold(f"{title} {key}"),
                "sort_key": sort_key(f"{title} {key}"),
                "vn_field": self._spread["vn_fields"](),
                "province": self._spread["provinces_34"](),
                "state": PostingState.PUBLISHED if published else self._dice.choice(_OTHERS),
                "published_at": since,
                "updated_at": since,
                "matched_at": self._now,
                "version": 1,
            }

    def _remember(self, key, side):
        if side == "need":
            self._needs.append({"id": key, "need_type": self._spread["need_types"]()})
        else:
            kind, level = self._spread["transfer_modes"](), self._dice.choice((None, *range(3, 10)))
            self._technologies.append({"id": key, "kind": kind, "trl": level})

    def _changes(self):
        for side, rows in (("technology", self._technologies), ("need", self._needs)):
            yield from ({"posting_id": row["id"], "side": side} for row in rows)

    def _matches(self):
        for need in self._needs:
            for technology in self._dice.sample(self._technologies, _MATCHES):
                pair = {"need_id": need["id"], "technology_id": technology["id"]}
                yield {**pair, "score": self._dice.random()}


def _person(key):
    return {"email": f"{key}@example.org", "fs_uniquifier": str(key), "confirmed_at": now()}


def _membership(key):
    return {"user_id": key, "organisation_id": key, "role": MemberRole.OWNER}
