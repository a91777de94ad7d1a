"""The rivals that a team would pick instead, ranked beside ours: TF-IDF cosine and BM25.

They read a posting as one text, all its fields joined, and are used as their own documentation
shows them: English stop words for English sets, nothing special for Vietnamese.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from itertools import chain, islice
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.analysis import Language, language_of
from matchmaker.matching.documents import Document

Scores = NDArray[np.floating[Any]]
Scorer = Callable[[str], Scores]

_SAMPLE: Final = 100


@dataclass(frozen=True, slots=True)
class Baseline:
    """A rival: ``learn`` reads the texts of a language and returns what scores them for a query."""

    name: str
    learn: Callable[[Iterable[str], Language], Scorer]
    package: str

    @property
    def is_installed(self) -> bool:
        """Whether the package that it needs is there."""
        return find_spec(self.package) is not None

    def rank(
        self, documents: Iterable[Document], queries: Iterable[Document], top: int
    ) -> Iterator[list[int]]:
        """Learn the documents, then rank them for each query; equal ones in their order."""
        documents = iter(documents)
        sample = list(islice(documents, _SAMPLE))
        keys: list[int] = []
        score = self.learn(_texts(chain(sample, documents), keys), _language(sample))
        for query in queries:
            yield [keys[position] for position in _best(score(_joined(query)), top)]


def tfidf(texts: Iterable[str], language: Language) -> Scorer:
    """Learn scikit-learn's TF-IDF with sublinear tf; the score is the cosine."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    stop_words = "english" if language == "en" else None
    vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words=stop_words)
    try:
        by_term = vectorizer.fit_transform(texts).T.tocsr()
    except ValueError:  # scikit-learn's word for "no document holds a term"
        return _nothing
    return lambda query: (vectorizer.transform([query]) @ by_term).toarray().ravel()


def bm25(texts: Iterable[str], language: Language, **parameters: float) -> Scorer:
    """Learn bm25s with its own tokenizer."""
    import bm25s

    stop_words = "english" if language == "en" else []
    tokenize = partial(bm25s.tokenize, stopwords=stop_words, show_progress=False)
    learned = tokenize(texts)
    if not learned.vocab:
        return _nothing
    model = bm25s.BM25(**parameters)
    model.index(learned, show_progress=False)

    def score(query: str) -> Scores:
        (tokens,) = tokenize([query], return_ids=False)
        scores: Scores = model.get_scores(tokens) if tokens else _nothing(query)
        return scores

    return score


BASELINES: Final = (
    Baseline("scikit-learn TF-IDF", tfidf, "sklearn"),
    Baseline("bm25s", bm25, "bm25s"),
    Baseline("bm25s k1=1.2 b=0.75", partial(bm25, k1=1.2, b=0.75), "bm25s"),
)


def _nothing(_query: str) -> Scores:
    return np.zeros(0)


def _texts(documents: Iterable[Document], keys: list[int]) -> Iterator[str]:
    """Yield the texts and note the keys on the way, so that documents are read once."""
    for document in documents:
        keys.append(document.key)
        yield _joined(document)


def _joined(document: Document) -> str:
    return "\n".join(filter(None, document.fields.values()))


def _language(sample: Iterable[Document]) -> Language:
    """Return the language of most documents; "en" where there is none."""
    votes = Counter(language_of(_joined(document)) for document in sample)
    return max(votes, key=votes.__getitem__, default="en")


def _best(scores: Scores, top: int) -> list[int]:
    """Return the positions of the ``top`` highest positive scores."""
    found = np.flatnonzero(scores > 0)
    if len(found) > top:
        threshold = np.partition(scores[found], len(found) - top)[len(found) - top]
        found = found[scores[found] >= threshold]
    best: list[int] = found[np.argsort(-scores[found], kind="stable")][:top].tolist()
    return best
