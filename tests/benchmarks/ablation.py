"""Take the engine apart, one piece at a time, and see what each is worth.

``python -m tests.benchmarks.ablation FOLDER…`` prints a Markdown table of nDCG@10 with full-length
queries: the whole engine, then the difference that each change makes, marked * where a paired
randomisation test gives p < .05. Folders are judged sets as ``matchmaker evaluate`` takes them.
"""

import sys
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

import numpy as np

from matchmaker.matching import lexicon, postings, weighting
from matchmaker.matching.documents import ASKING_WEIGHTS, FIELD_WEIGHTS, Document
from matchmaker.matching.evaluation import Engine, evaluate
from matchmaker.matching.generation import generation_of
from matchmaker.matching.index import Index
from matchmaker.matching.significance import compare
from matchmaker.services.engine import evaluation, search_index


@dataclass(frozen=True)
class Change:
    """One piece done otherwise: what is patched, and whether texts have to be read again."""

    name: str
    patches: Callable[[], list]
    rereads: bool = False
    pairs: bool = True


def constants(**values):
    """Set constants of ``weighting``."""
    return lambda: [patch.object(weighting, name, value) for name, value in values.items()]


def profiles(change, languages=("vi", "en")):
    """Change the profiles of languages."""
    return lambda: [
        patch.dict(
            weighting.PROFILES, {name: change(weighting.PROFILES[name]) for name in languages}
        )
    ]


def kinds(*factors, languages=("vi", "en")):
    """Multiply the weights of the six kinds of terms."""
    return profiles(
        lambda profile: replace(profile, kinds=profile.kinds * np.array(factors)), languages
    )


def fresh_lexicon(*more):
    """Read words anew, with ``more`` patched."""
    return lambda: [
        patch.object(lexicon, "_present", lexicon.Lexicon()),
        *(each() for each in more),
    ]


def linear(counts, idfs, kinds, language):
    """Let a query count its terms as often as it says them."""
    profile = weighting.PROFILES[language]
    return counts * idfs**profile.idf_power * profile.kinds.take(kinds)


CHANGES = (
    Change("no word pairs", list, rereads=True, pairs=False),
    Change("pairs weigh as much as words", kinds(1, 1, 1, 1.7, 1.7, 1.7)),
    Change("no stems", fresh_lexicon(lambda: patch.object(lexicon, "stem", str)), rereads=True),
    Change(
        "no stop words",
        fresh_lexicon(lambda: patch.object(lexicon, "is_stop_word", lambda word: False)),
        rereads=True,
    ),
    Change("no brevity (v = 0)", constants(BREVITY=0.0)),
    Change("the same brevity for all (v = .25)", constants(BREVITY=0.25, BREVITY_HALF=0.0)),
    Change("no length in the saturation (b = 0)", constants(LENGTH_NORMALISATION=0.0)),
    Change("b = .75", constants(LENGTH_NORMALISATION=0.75)),
    Change("hardly any saturation (k₁ = 10)", constants(SATURATION=10.0)),
    Change("idf once (p = 1)", profiles(lambda profile: replace(profile, idf_power=1.0))),
    Change("raw counts in the query", lambda: [patch.object(weighting, "need", linear)]),
    Change("accents never count", kinds(0, 1 / 0.3, 0, 0, 4, 0, languages=["vi"])),
    Change("accents have to agree", kinds(1, 0, 0, 1, 0, 0, languages=["vi"])),
    Change("bare words not asked for", kinds(1, 1, 0, 1, 1, 0, languages=["vi"])),
)


@contextmanager
def changed(change):
    with ExitStack() as stack:
        for each in change.patches():
            stack.enter_context(each)
        yield


def engine(counts, *, pairs=True, asking=ASKING_WEIGHTS):
    """Return a system over counts that were made before, or made anew where there are none."""

    def build(documents):
        documents = list(documents)
        counted = counts or postings.build(documents, FIELD_WEIGHTS, pairs=pairs)
        return Index.over(
            generation_of(counted), asking=asking, pairs=pairs, glossary=search_index.glossary
        )

    return Engine("variant", build)


def row(judged):
    """Return nDCG@10 of the whole engine and the differences that the changes make."""
    documents = [Document(n, fields) for n, fields in enumerate(judged.documents.values())]
    counts = postings.build(documents, FIELD_WEIGHTS)
    whole = evaluate(judged, engine(counts))
    cells = [f"{whole.ndcg_at_10:.3f}"]
    for change in CHANGES:
        with changed(change):
            kept = None if change.rereads else counts
            other = evaluate(judged, engine(kept, pairs=change.pairs))
        cells.append(cell(compare(other, whole)))
    flat = {**ASKING_WEIGHTS, "title": 1.0}
    cells.append(cell(compare(evaluate(judged, engine(counts, asking=flat)), whole)))
    return cells


def cell(comparison):
    mark = "*" if comparison.is_significant else ""
    return f"{comparison.difference:+.3f}{mark}"


def main(paths):
    folders, _others = evaluation.judged_folders([Path(path) for path in paths])
    rows = {}
    for folder in folders:
        judged = evaluation.read(folder)
        rows[judged.name] = row(judged)
        say(judged.name, *rows[judged.name], to=sys.stderr)
    names = ["the engine", *(change.name for change in CHANGES), "titles asked for as other words"]
    say("| | " + " | ".join(rows) + " |")
    say("|---|" + "---|" * len(rows))
    for number, name in enumerate(names):
        say(f"| {name} | " + " | ".join(cells[number] for cells in rows.values()) + " |")


def say(*words, to=sys.stdout):
    to.write(" ".join(words) + "\n")
    to.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
