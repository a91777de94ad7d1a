"""Learning from what people said of matches: lessons, what they teach, and whether it is used.

``seed_data/lessons.csv`` says which answers and reasons tell that the texts of a match belong
together or do not. Prices, silence and law say nothing about the texts.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from matchmaker.config import SEED_DATA
from matchmaker.matching import learning
from matchmaker.matching.learning import Learned, Lesson
from matchmaker.services import proposals
from matchmaker.services.actors import Actor
from matchmaker.services.engine import posting_texts, search_index, weightings
from models import PATH, Answer, Deal, DealEvent, DealStage, Match, Weighting

Progress = Callable[[int, int], None]
Pair = tuple[int, int]
Said = Iterable[tuple[int, int, bool]]

_SIGNED: Final = PATH[PATH.index(DealStage.CONTRACTED) :]
_BATCH: Final = 50


@cache
def labels() -> Mapping[tuple[str, str], bool]:
    """Return by vocabulary and code whether a match was good, for the codes that tell."""
    with (SEED_DATA / "lessons.csv").open(newline="", encoding="utf-8") as file:
        return {
            (row["vocabulary"], row["code"]): row["teaches"] == "good"
            for row in csv.DictReader(file)
            if row["teaches"]
        }


def judged(session: Session) -> dict[Pair, bool]:
    """Return by need and technology whether people found the match good.

    A centre's decision counts more than the answers, and the outcome of a deal most. Where two
    disagree who count the same, nothing is learned.
    """
    found: dict[Pair, bool] = {}
    for level in (_answers(session), _decisions(session), _outcomes(session)):
        said: dict[Pair, set[bool]] = defaultdict(set)
        for need, technology, good in level:
            said[need, technology].add(good)
        for pair, opinions in said.items():
            found.pop(pair, None)
            if len(opinions) == 1:
                found[pair] = opinions.pop()
    return found


def _answers(session: Session) -> Said:
    rows = session.execute(
        select(Match.need_id, Match.technology_id, Answer.code).join(Match.answers)
    )
    return _labelled("match_feedback", rows.all())


def _decisions(session: Session) -> Said:
    rows = session.execute(
        select(Match.need_id, Match.technology_id, Match.decision_code).where(
            Match.decision_code != ""
        )
    )
    return _labelled("loss_reasons", rows.all())


def _outcomes(session: Session) -> Said:
    """Yield deals that got to signing, and lost ones whose reason tells."""
    lost = session.execute(
        select(Deal.need_id, Deal.technology_id, Deal.loss_reason).where(
            Deal.stage == DealStage.LOST
        )
    )
    yield from _labelled("loss_reasons", lost.all())
    signed = select(Deal.need_id, Deal.technology_id).where(
        or_(Deal.stage.in_(_SIGNED), Deal.timeline.any(DealEvent.stage_to.in_(_SIGNED)))
    )
    for need, technology in session.execute(signed):
        yield need, technology, True


def _labelled(vocabulary: str, rows: Iterable[tuple[int, int, str]]) -> Said:
    for need, technology, code in rows:
        good = labels().get((vocabulary, code))
        if good is not None:
            yield need, technology, good


def lessons(session: Session, progress: Progress | None = None) -> list[Lesson]:
    """Read the texts of the judged pairs and work out the parts of their unlearned scores."""
    by_need: dict[int, dict[int, bool]] = defaultdict(dict)
    for (need, technology), good in sorted(judged(session).items()):
        by_need[need][technology] = good
    ids, found = list(by_need), []
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        found += _of_needs(session, {need: by_need[need] for need in batch})
        if progress:
            progress(start + len(batch), len(ids))
    return found


def _of_needs(session: Session, judgements: Mapping[int, Mapping[int, bool]]) -> list[Lesson]:
    index = search_index.present(session, "technology")
    needs = posting_texts.kept(session, "need", judgements)
    wanted = {key for pairs in judgements.values() for key in pairs}
    technologies = posting_texts.kept(session, "technology", wanted)
    found = []
    for need, document in needs.items():
        offered = [key for key in judgements[need] if key in technologies]
        if not offered:
            continue
        parts = learning.parts_of_scores(index, document, [technologies[key] for key in offered])
        found += [
            Lesson(need, tuple(row), judgements[need][key])
            for key, row in zip(offered, parts.tolist(), strict=True)
        ]
    return found


def keep(session: Session, actor: Actor, learned: Learned) -> Weighting:
    """Keep what was learned with its figures; put it in force where it is better."""
    weighting = Weighting(
        engine=proposals.ENGINE,
        factors=dict(learned.factors),
        lessons=learned.lessons,
        needs=learned.needs,
        pairs=learned.pairs,
        before=learned.before,
        after=learned.after,
        p=learned.p,
        verdict=learned.verdict,
    )
    session.add(weighting)
    if learned.verdict == "better":
        weightings.adopt(session, actor, weighting)
    session.flush()
    return weighting
