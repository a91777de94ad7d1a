"""What the engine proposes for a posting: which counterparts, with what score and reasons."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, selectinload

from matchmaker.matching import batch
from matchmaker.matching.documents import Document
from matchmaker.matching.explanation import Explanation, SharedTerm
from matchmaker.matching.index import Index
from matchmaker.matching.text import fold
from matchmaker.services import conditions
from matchmaker.services.engine import phrases, posting_texts, search_index, weightings
from matchmaker.services.engine.search_index import ENGLISH
from models import Answer, Match, MatchState, Need, Posting, Technology

ENGINE: Final = "tfidf-2"
"""The version of the formula behind stored scores and reasons."""
MINIMUM_SCORE: Final = 0.03
"""Below it nothing is proposed. In the seed data's judgements every technology that solves its need
or fits with adaptation reaches it, and 37 % of those that do not help; thirteen of the first twenty
for a need."""
HALF: Final = 0.06
"""The score that is shown as one half: the median of technologies which fit with adaptation."""

LIKELY: Final = 0.5
"""The score, as it is shown, from which a suggestion is worth a letter. In the seed data's
judgements 70 % of those that reach it fit, of all that are proposed 21 %; it is reached by 73 of 75
technologies that solve their need, and by 18 of 34 that fit with adaptation."""

DEPTH: Final = 60
"""How many counterparts are looked at for one posting."""

_TERMS_KEPT: Final = 12
_ORIGIN: Final = {"need": "engine:need", "technology": "engine:technology"}
_ORIGIN_BOTH: Final = "engine:both"
OTHER: Final[Mapping["Side", "Side"]] = {"need": "technology", "technology": "need"}

Side = Literal["technology", "need"]


def fit(score: float) -> float:
    """Spread the engine's score, a share of all words that is mostly small, over 0 to 1.

        fit(s) = 1 - 2^(-s / HALF)

    The order stays. In the seed data a technology that solves its need stands near 0.7.

    >>> [fit(0), fit(HALF), fit(2 * HALF)]
    [0.0, 0.5, 0.75]
    """
    return 1 - float(2 ** (-score / HALF))


def propose(
    session: Session, posting: Posting, top: int, found: Sequence[int] | None = None
) -> list[int]:
    """Store the best counterparts of ``posting`` as matches; return their ids, best first.

    ``found`` are the ids that the engine has found, where it has been asked already.
    """
    own_side: Side = "need" if isinstance(posting, Need) else "technology"
    other_side = OTHER[own_side]
    standing = _standing(session, posting)
    scored = _scored(session, posting, found, standing)
    near = [key for key, score in scored.scores.items() if score >= MINIMUM_SCORE]
    loaded = _counterparts(session, other_side, {*near, *standing})
    best = [key for key in near if not _is_own(posting, loaded.get(key))][:top]
    new = [key for key in best if key not in standing]
    changed = [key for key, match in standing.items() if scored.has_changed(key, match)]
    reasons = _Reasons(posting, scored, scored.explained([*new, *changed]), loaded)
    for key, match in standing.items():
        _bring_up_to_date(match, reasons, key)
    _withdraw(session, own_side, [standing[key] for key in standing if key not in best])
    _keep_origin(own_side, [standing[key] for key in best if key in standing])
    _insert(session, [reasons.row(key) for key in new])
    session.flush()
    return best


def _is_own(posting: Posting, other: Posting | None) -> bool:
    """Say whether nobody has to be introduced: one organisation posted both, or one is gone."""
    return other is None or other.organisation_id == posting.organisation_id


def _standing(session: Session, posting: Posting) -> dict[int, Match]:
    """Return the matches of ``posting`` by the id of the counterpart."""
    own = Match.need_id if isinstance(posting, Need) else Match.technology_id
    matches = session.scalars(
        select(Match)
        .where(own == posting.id)
        .options(selectinload(Match.answers))
        .execution_options(populate_existing=True)
    )
    return {_other_id(posting, match): match for match in matches}


def _other_id(posting: Posting, match: Match) -> int:
    return match.technology_id if isinstance(posting, Need) else match.need_id


def _counterparts(session: Session, side: Side, ids: set[int]) -> Mapping[int, Posting]:
    if side == "technology":
        technologies = select(Technology).where(Technology.id.in_(ids))
        rows: Any = session.scalars(technologies.options(selectinload(Technology.benefits)))
    else:
        needs = select(Need).where(Need.id.in_(ids))
        rows = session.scalars(needs.options(selectinload(Need.requirements)))
    return {row.id: row for row in rows}


@dataclass(frozen=True, slots=True)
class _Scored:
    """The counterparts of a posting and the score of each, best first."""

    side: Side
    document: Document
    counterparts: Mapping[int, Document]
    technologies: Index
    scores: Mapping[int, float]

    def fitted(self, key: int) -> float:
        """Return the score as it is shown and stored."""
        return round(fit(self.scores[key]), 6)

    def has_changed(self, key: int, match: Match) -> bool:
        """Say whether what is stored of a match in the index is not so any more."""
        if key not in self.scores:
            return False
        return match.stale or match.engine != ENGINE or match.score != self.fitted(key)

    def explained(self, keys: Sequence[int]) -> Mapping[int, Explanation]:
        """Work out what some of them share with the posting."""
        others = [self.counterparts[key] for key in keys]
        if self.side == "need":
            explanations = self.technologies.explain_all(self.document, others)
        else:
            explanations = [self.technologies.explain(each, self.document) for each in others]
        return dict(zip(keys, explanations, strict=True))


def _scored(
    session: Session, posting: Posting, found: Sequence[int] | None, also: Collection[int]
) -> _Scored:
    """Score the counterparts that were ``found``, and in any case those in ``also``.

    A pair has one score, whichever side asks: how much of the need the technology holds. A
    technology's needs are found by asking the other way round, and then scored the same.
    """
    own_side: Side = "need" if isinstance(posting, Need) else "technology"
    other_side = OTHER[own_side]
    technologies = weightings.applied(session, search_index.present(session, "technology"), ENGINE)
    others = search_index.present(session, other_side)
    document = posting_texts.of(session, posting)
    if found is None:
        found = [each.key for each in others.query(document, DEPTH)]
    keys = {*found, *(key for key in also if key in others)}
    texts = posting_texts.published(session, other_side, keys)
    asking, asked = [document], list(texts.values())
    if own_side == "technology":
        asking, asked = asked, asking
    scores = zip(texts, batch.scores(technologies, asking, asked).flat, strict=True)
    ranked = sorted(scores, key=lambda pair: (-pair[1], pair[0]))
    return _Scored(own_side, document, texts, technologies, dict(ranked))


@dataclass(frozen=True, slots=True)
class _Reasons:
    """Works out scores, shared terms and verdicts of one posting's matches."""

    posting: Posting
    scored: _Scored
    explanations: Mapping[int, Explanation]
    counterparts: Mapping[int, Posting]

    def pair(self, key: int) -> tuple[Any, Any]:
        """Return the need and the technology of a match."""
        other = self.counterparts[key]
        return (self.posting, other) if isinstance(self.posting, Need) else (other, self.posting)

    def verdicts(self, key: int) -> list[dict[str, Any]]:
        return conditions.verdicts(*self.pair(key))

    def terms(self, key: int) -> list[dict[str, Any]]:
        """Say what both texts share."""
        shared = phrases.joined(self.explanations[key].terms)
        terms = [_term(each) for each in shared if _says_something(each)]
        return [each for each in terms if each["need_forms"] and each["technology_forms"]][
            :_TERMS_KEPT
        ]

    def row(self, key: int) -> dict[str, Any]:
        need, technology = self.pair(key)
        return {
            "need_id": need.id,
            "technology_id": technology.id,
            "score": self.scored.fitted(key),
            "terms": self.terms(key),
            "verdicts": self.verdicts(key),
            "engine": ENGINE,
            "proposed_by": _ORIGIN[self.posting.side],
        }


def _says_something(shared: SharedTerm) -> bool:
    """Leave out what is only numbers and units: "000", "m³", "mg l"; no reason to a reader."""
    words = fold(shared.term.lower()).split()
    return any(len(word) > 1 and word.isalpha() and set(word) & set("aeiouy") for word in words)


def _term(shared: SharedTerm) -> dict[str, Any]:
    """Write a shared term down: its share, and where and how each side says it."""
    return {
        "term": shared.term,
        "share": round(shared.share, 4),
        "need_fields": _named(shared.query.fields),
        "technology_fields": _named(shared.document.fields),
        "need_forms": _alike(shared.term, shared.query.forms),
        "technology_forms": list(shared.document.forms)
        if shared.translation
        else _alike(shared.term, shared.document.forms),
        "translation": shared.translation,
    }


def _alike(term: str, forms: Iterable[str]) -> list[str]:
    """Keep the forms that write ``term``, with or without its accents: "trùng" is not "trứng"."""
    term, bare = term.lower(), fold(term.lower())
    return [form for form in forms if form in {term, bare} or bare == term or fold(form) != bare]


def _named(fields: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name.removesuffix(ENGLISH) for name in fields))


def _bring_up_to_date(match: Match, reasons: _Reasons, key: int) -> None:
    """Renew score and reasons; where the counterpart has left the index they are only old."""
    if key not in reasons.scored.scores:
        match.stale = True
        return
    if key in reasons.explanations:
        match.score, match.terms = reasons.scored.fitted(key), reasons.terms(key)
        match.engine, match.stale = ENGINE, False
    match.verdicts = reasons.verdicts(key)


def _withdraw(session: Session, side: Side, matches: Sequence[Match]) -> None:
    """Take back what ``side`` no longer proposes, unless somebody spoke or the other side does."""
    gone = []
    for match in matches:
        if match.answers or match.state is not MatchState.PROPOSED:
            continue
        if match.proposed_by == _ORIGIN_BOTH:
            match.proposed_by = _ORIGIN[OTHER[side]]
        elif match.proposed_by in {"engine", _ORIGIN[side]}:
            gone.append(match.id)
    if gone:
        session.execute(
            sa.delete(Match)
            .where(
                Match.id.in_(gone),
                Match.state == MatchState.PROPOSED,
                ~sa.exists().where(Answer.match_id == Match.id),
            )
            .execution_options(synchronize_session="fetch")
        )


def _keep_origin(side: Side, matches: Sequence[Match]) -> None:
    """Note that ``side`` too proposes what the other side already did."""
    other = _ORIGIN[OTHER[side]]
    for match in matches:
        if match.proposed_by == other:
            match.proposed_by = _ORIGIN_BOTH


def _insert(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Store new matches; one that another process was quicker to store is left as it is."""
    if not rows:
        return
    dialect = postgresql if session.get_bind(Match).dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(Match.__table__).values(rows).on_conflict_do_nothing())
