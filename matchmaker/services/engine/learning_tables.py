"""What was learned, as a table and a sentence for the terminal."""

from collections.abc import Mapping
from typing import Final

from matchmaker.matching.learning import Learned, Verdict
from matchmaker.matching.parts import MINIMUM_NEEDS

_PARTS: Final[Mapping[str, str]] = {
    "title": "title, words",
    "title_pairs": "title, pairs of words",
    "short": "summary and keywords, words",
    "short_pairs": "summary and keywords, pairs of words",
    "long": "longer fields, words",
    "long_pairs": "longer fields, pairs of words",
}
_VERDICTS: Final[Mapping[Verdict, str]] = {
    "few": "Not adopted: {needs} needs have good and bad answers, and {minimum} are needed.",
    "not_better": "Not adopted: it does not order held-out answers better.",
    "chance": "Not adopted: chance alone could do as much (p = {p:.3f}).",
    "better": "Better on held-out answers (p = {p:.4f}).",
}


def lines(learned: Learned) -> list[str]:
    """Write what was learned line by line, and in the last what follows."""
    shown = [
        f"{learned.lessons} judged matches; {learned.pairs} pairs of a good and a bad one, "
        f"of {learned.needs} needs"
    ]
    if learned.verdict != "few":
        shown += ["", f"{'part of the score':<40}{'counts':>8}"]
        shown += [f"{_PARTS[part]:<40}{each:>8.2f}" for part, each in learned.factors.items()]
        shown += ["", "pairs in the right order, of needs that were not learned from"]
        shown += [f"{'as it is unlearned':<40}{learned.before:>8.1%}"]
        shown += [f"{'as it was learned':<40}{learned.after:>8.1%}", ""]
    sentence = _VERDICTS[learned.verdict]
    return [*shown, sentence.format(needs=learned.needs, minimum=MINIMUM_NEEDS, p=learned.p)]
