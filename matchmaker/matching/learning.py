"""Learn from judged pairs how much each part of a score should count, and whether that is better.

Of two technologies judged for one need, the good one should stand before the bad one. With Δ(i)
the difference of part i between them,

    P(good before bad) = σ(Σ (b + δ(i)) · Δ(i)),        σ(x) = 1 / (1 + e^-x)
    factor(i) = m · min(4, max(1/4, 1 + δ(i) / b)),     m so that the mean score stays as it is

are fitted by logistic regression, each need counting once. Large δ are punished and large b hardly:
few pairs change little, and without evidence all parts count alike, as in the unlearned engine.

Whether that is better is found out on needs that were not learned from: half of them teach, the
other half is asked, and the other way round. More pairs must stand in the right order, and P(good
before bad), the mean of each need, must be higher than chance would make it. There b and the spread
of the scores are the unlearned engine's before and after: a close pair counts less than a clear
one, which tells small differences sooner, and nothing but the order is compared.

Sources: R. Herbrich, T. Graepel, K. Obermayer, "Large margin rank boundaries for ordinal
regression", 2000 (learning from differences); C. Burges et al., ICML 2005 (with a logistic loss).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from matchmaker.matching import batch
from matchmaker.matching.documents import Document
from matchmaker.matching.index import Index
from matchmaker.matching.parts import MINIMUM_NEEDS, NEUTRAL, PARTS
from matchmaker.matching.significance import SIGNIFICANT, randomisation_test
from matchmaker.matching.weighting import Doubles

Verdict = Literal["few", "not_better", "chance", "better"]

LEAST: Final = 0.25
MOST: Final = 4.0

_STRENGTH: Final = 1.0
_FREE: Final = 100.0
_SEED: Final = 20_261_127
_NEVER: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Lesson:
    """A technology judged for a need: the parts of the pair's score, and whether it was good."""

    need: int
    parts: Sequence[float]
    good: bool


@dataclass(frozen=True, slots=True)
class Learned:
    """What lessons teach: factors by part, and how they do on needs that were not learned from.

    ``needs`` are those with good and bad lessons, ``pairs`` the pairs of these. ``before`` and
    ``after`` say which part of the pairs stands in the right order; each need counts once.
    """

    lessons: int
    needs: int
    pairs: int
    factors: Mapping[str, float] = field(default_factory=lambda: dict(NEUTRAL))
    before: float = 0.0
    after: float = 0.0
    p: float = 1.0

    @property
    def verdict(self) -> Verdict:
        """Say whether the factors should be used, or else why not."""
        if self.needs < MINIMUM_NEEDS:
            return "few"
        if self.after <= self.before:
            return "not_better"
        return "better" if self.p < SIGNIFICANT else "chance"


def learn(lessons: Sequence[Lesson]) -> Learned:
    """Learn factors from lessons; the same ones always teach the same."""
    pairs = _pairs(lessons)
    needs = np.unique(pairs.needs)
    if len(needs) < MINIMUM_NEEDS:
        return Learned(len(lessons), len(needs), len(pairs.needs))
    shuffled = np.random.default_rng(_SEED).permutation(needs)
    half = np.isin(pairs.needs, shuffled[: len(needs) // 2])
    compared = [_compared(pairs.of(taught), pairs.of(~taught)) for taught in (half, ~half)]
    before, after, gains = np.concatenate(compared, axis=1)
    return Learned(
        len(lessons),
        len(needs),
        len(pairs.needs),
        _factors(_slopes(pairs), np.array([each.parts for each in lessons])),
        float(before.mean()),
        float(after.mean()),
        randomisation_test(gains.tolist()) if gains.mean() > 0 else 1.0,
    )


def parts_of_scores(index: Index, need: Document, technologies: Sequence[Document]) -> Doubles:
    """Return the parts (columns) of the scores of technologies (rows) for a need.

    A score is linear in the factors: with all the weight on one part it is that part.
    """
    alone = [{**dict.fromkeys(PARTS, 0.0), part: 1.0} for part in PARTS]
    parts = [batch.scores(index.weighted(each), [need], technologies)[0] for each in alone]
    return np.stack(parts, axis=1)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs of a good and a bad lesson of one need: how their parts differ; a row each."""

    differences: Doubles
    needs: NDArray[np.int64]

    def of(self, which: NDArray[np.bool_]) -> "_Pairs":
        """Return some of them."""
        return _Pairs(self.differences[which], self.needs[which])

    @property
    def weights(self) -> Doubles:
        """How much each counts, so that each need counts once."""
        _needs, which, many = np.unique(self.needs, return_inverse=True, return_counts=True)
        weights: Doubles = 1 / many[which]
        return weights

    def by_need(self, values: Doubles) -> Doubles:
        """Return the mean of a value of each pair, need by need."""
        which = np.unique(self.needs, return_inverse=True)[1]
        return np.bincount(which, values * self.weights).astype(np.float64)


def _pairs(lessons: Sequence[Lesson]) -> _Pairs:
    judged: dict[int, tuple[list[Sequence[float]], list[Sequence[float]]]] = {}
    for each in lessons:
        judged.setdefault(each.need, ([], []))[each.good].append(each.parts)
    both = {need: sides for need, sides in sorted(judged.items()) if all(sides)}
    differences = [
        (np.array(good)[:, None] - np.array(bad)[None]).reshape(-1, len(PARTS))
        for bad, good in both.values()
    ]
    needs = np.repeat(np.array(list(both), np.int64), [len(each) for each in differences])
    return _Pairs(np.concatenate([np.empty((0, len(PARTS))), *differences]), needs)


def _slopes(pairs: _Pairs, *, alike: bool = False) -> Doubles:
    """Return b + δ(i) by part, between the bounds of the factors; all b, if they must be alike."""
    whole = pairs.differences.sum(axis=1, keepdims=True)
    unit = max(float(np.abs(whole).mean()), _NEVER)
    columns = [_FREE * whole] if alike else [_FREE * whole, pairs.differences]
    # Every other pair is turned round, which changes nothing but gives the two classes to tell.
    turned = np.arange(len(whole)) % 2 == 1
    signs = np.where(turned, -1.0, 1.0)[:, None]
    model = LogisticRegression(C=_STRENGTH, fit_intercept=False, solver="newton-cholesky")
    model.fit(np.hstack(columns) / unit * signs, ~turned, sample_weight=pairs.weights)
    base = max(_FREE * float(model.coef_[0, 0]), _NEVER)
    deltas = np.zeros(len(PARTS)) if alike else model.coef_[0, 1:]
    slopes: Doubles = base / unit * np.clip(1 + deltas / base, LEAST, MOST)
    return slopes


def _compared(taught: _Pairs, asked: _Pairs) -> Doubles:
    """Compare on each need (column) ``asked`` what others ``taught``.

    Rows: which part of its pairs stands right before and after, and the gain in P(good before bad).
    """
    before, after = _slopes(taught, alike=True), _slopes(taught)
    spread = [np.abs(taught.differences @ slopes).mean() for slopes in (before, after)]
    after *= spread[0] / max(spread[1], _NEVER)
    margins = [asked.differences @ slopes for slopes in (before, after)]
    right = [asked.by_need((1 + np.sign(each)) / 2) for each in margins]
    sure = [asked.by_need(expit(each)) for each in margins]
    return np.array([*right, sure[1] - sure[0]])


def _factors(slopes: Doubles, scores: Doubles) -> dict[str, float]:
    """Turn slopes into factors under which the mean of ``scores``, by part, stays as it is."""
    relative = slopes / slopes.mean()
    weighted = float((scores @ relative).sum())
    factors = relative * (float(scores.sum()) / weighted if weighted else 1.0)
    return {part: round(float(each), 3) for part, each in zip(PARTS, factors, strict=True)}
