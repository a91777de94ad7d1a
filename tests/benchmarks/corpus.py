"""Synthetic corpora of any size, the smaller ones being the beginning of the larger.

A document mixes a background (Zipf-Mandelbrot over the whole vocabulary) with one to three topics
(each a Zipf distribution over words of its own), so that words come together as they do in real
texts. Every word is built of two or three syllables such that no stemmer changes it, no stop list
holds it and it is no Vietnamese syllable: all engines then count the very same terms.
"""

import os
import tempfile
from functools import cache, lru_cache
from itertools import islice, product
from pathlib import Path

import numpy as np
from tqdm import tqdm

SEED = 20261127
VOCABULARY = 200_000
TOPICS = 400
TOPIC_WORDS = 500
WORDS = 160
NEED_WORDS = 60
#: Documents generated, and kept in a file, at a time.
CHUNK = 10_000

#: Parts of the words that are said again, and that come from the topics.
_REPEATED = 0.18
_FROM_TOPICS = 0.6
#: Exponents and shifts of the two Zipf-Mandelbrot distributions.
_BACKGROUND = (1.5, 120)
_TOPIC = (1.3, 4)
#: The words of topics lie between this rank and the last, evenly by the logarithm.
_FIRST_TOPICAL = 200
_NEEDS = 1 << 32

_ONSETS = "b br c cl d dr f fl g gr h k l m n p pl pr qu r s sk sl sp st str t th tr v w z"
_MIDDLES = (
    "b bl ct d ft g ld lk lm lt lv m mb mp n nd ng nk nt p pt r rb rd rk rm rn rt sk sp st t v z"
)
#: No rule of Porter's stemmers ends on these after a, o or u.
_CODAS = "b k lk lm lt m mp nk p rk rm rt sk"


@cache
def vocabulary():
    """Return the words, the commonest first."""
    parts = product(_ONSETS.split(), "aeiou", _MIDDLES.split(), "aou", _CODAS.split())
    words = ["".join(syllables) for syllables in parts]
    return np.random.default_rng(SEED).permutation(words)[:VOCABULARY].tolist()


def documents(size):
    """Yield the first ``size`` documents, generating those that were never asked for before."""
    for number in range(-(-size // CHUNK)):
        with _chunk_file(number).open(encoding="ascii") as lines:
            yield from map(str.rstrip, islice(lines, size - number * CHUNK))


def document(position):
    """Return one document."""
    return _chunk(position // CHUNK)[position % CHUNK]


def needs(count):
    """Return ``count`` needs of 60 words, on topics as the documents are."""
    rng = np.random.default_rng([SEED, _NEEDS])
    return _texts(rng, np.full(count, NEED_WORDS))


def prepare(size):
    """Generate what is missing of the first ``size`` documents, with a progress bar."""
    missing = [n for n in range(-(-size // CHUNK)) if not _path(n).exists()]
    for number in tqdm(missing, desc="corpus", unit=" x 10k documents", disable=not missing):
        _chunk_file(number)


def folder():
    """Return the temporary folder of this corpus, named by all that it depends on."""
    parameters = (SEED, VOCABULARY, TOPICS, TOPIC_WORDS, WORDS, _REPEATED, _FROM_TOPICS)
    parameters += (*_BACKGROUND, *_TOPIC, _FIRST_TOPICAL, CHUNK)
    return Path(tempfile.gettempdir()) / f"matchmaker-corpus-{'-'.join(map(str, parameters))}"


def _path(number):
    return folder() / f"{number:04}.txt"


def _chunk_file(number):
    path = _path(number)
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        rng = np.random.default_rng([SEED, number])
        lengths = np.clip(rng.normal(WORDS, WORDS / 4, CHUNK), 40, 400).astype(int)
        part = path.with_suffix(f".{os.getpid()}")
        part.write_text("".join(f"{text}\n" for text in _texts(rng, lengths)), encoding="ascii")
        part.replace(path)
    return path


@lru_cache(maxsize=8)
def _chunk(number):
    return _chunk_file(number).read_text(encoding="ascii").splitlines()


def _texts(rng, lengths):
    """Return one text for each length."""
    ends = np.cumsum(lengths)
    starts = ends - lengths
    owner = np.repeat(np.arange(len(lengths)), lengths)
    ids = _draw(rng, _zipf(VOCABULARY, *_BACKGROUND), len(owner))
    topical = np.flatnonzero(rng.random(len(owner)) < _FROM_TOPICS)
    topics = _document_topics(rng, owner[topical])
    ids[topical] = _topics()[topics, _draw(rng, _zipf(TOPIC_WORDS, *_TOPIC), len(topical))]
    again = np.flatnonzero(rng.random(len(owner)) < _REPEATED)
    ids[again] = ids[starts[owner[again]] + rng.integers(lengths[owner[again]])]
    words = _words()[ids]
    return [" ".join(words[a:b]) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]


def _document_topics(rng, owner):
    """Return a topic for each word: one of the one to three that its document is about."""
    count = owner[-1] + 1
    about = rng.integers(TOPICS, size=(count, 3))
    return about[owner, rng.integers(rng.integers(1, 4, count)[owner])]


def _draw(rng, cumulated, count):
    return np.searchsorted(cumulated, rng.random(count, dtype=np.float32))


@cache
def _words():
    return np.array(vocabulary(), dtype=object)


@cache
def _zipf(count, exponent, shift):
    """Return the cumulated Zipf-Mandelbrot distribution: weights (rank + shift) ** -exponent."""
    cumulated = np.cumsum((np.arange(count) + 1.0 + shift) ** -exponent)
    return (cumulated / cumulated[-1]).astype(np.float32)


@cache
def _topics():
    """Return the words of each topic, its commonest first."""
    rng = np.random.default_rng([SEED, _NEEDS, 1])
    ranks = _FIRST_TOPICAL * (VOCABULARY / _FIRST_TOPICAL) ** rng.random((TOPICS, TOPIC_WORDS))
    return ranks.astype(int)
