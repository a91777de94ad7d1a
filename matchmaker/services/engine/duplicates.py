"""Postings that say nearly what another one says already: told to people, never refused."""

from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectin_polymorphic

from matchmaker.matching.documents import Document
from matchmaker.matching.index import Index
from matchmaker.matching.text import fold
from matchmaker.services.actors import Actor
from matchmaker.services.engine import posting_texts, search_index
from matchmaker.services.permissions import Permission, allows
from models import Need, Posting, Technology

ALIKE: Final = 0.4
"""How much of either must be in the other. In the seed data no two postings reach 0.3. Copies with
a fifth of their words replaced, or two fifths of their sentences left out, reach 0.4 in at least 99
of 100 cases, with three tenths of their words replaced in 90."""

_LOOKED_AT: Final = 3


def of(session: Session, actor: Actor, posting: Posting) -> list[Posting]:
    """List the published postings that say nearly what ``posting`` says, most alike first.

    Only those of the same side that ``actor`` may read. The words that are compared hold no names,
    so nobody behind a blind need can be found out by it.
    """
    index = search_index.present(session, posting.side)
    text = posting_texts.of(session, posting)
    found = [each.key for each in index.query(text, _LOOKED_AT, exclude={posting.id})]
    others = posting_texts.published(session, posting.side, found)
    alike = _alike(index, text, list(others.values()))
    rows = {row.id: row for row in _rows(session, alike)}
    near = sorted(rows, key=lambda key: -alike[key])
    return [rows[key] for key in near if allows(actor, Permission.POSTING_READ, rows[key])]


def _alike(index: Index, text: Document, others: Sequence[Document]) -> dict[int, float]:
    """Return, of the texts that are near-duplicates, the smaller of the shares in common.

    Both shares are relative to what a text holds of itself, and accents do not count.
    """
    asked, bare = _bare(text), [_bare(other) for other in others]
    near = [
        (other, share)
        for other, share in zip(bare, _shares(index, asked, bare), strict=True)
        if share >= ALIKE
    ]
    both = {other.key: min(share, *_shares(index, other, [asked])) for other, share in near}
    return {key: share for key, share in both.items() if share >= ALIKE}


def _shares(index: Index, asked: Document, held: Sequence[Document]) -> list[float]:
    """Return how much of ``asked`` is in each of ``held``, 1 where all of it is.

    A text that without its accents is nothing but stop words has no share in anything.
    """
    if not held:
        return []
    whole, *parts = (each.score for each in index.explain_all(asked, [asked, *held]))
    return [part / whole if whole else 0.0 for part in parts]


def _bare(document: Document) -> Document:
    return Document(document.key, {name: fold(text) for name, text in document.fields.items()})


def _rows(session: Session, ids: Collection[int]) -> Collection[Posting]:
    if not ids:
        return []
    return session.scalars(
        select(Posting)
        .where(Posting.id.in_(ids))
        .options(
            selectin_polymorphic(Posting, [Technology, Need]), joinedload(Posting.organisation)
        )
    ).all()
