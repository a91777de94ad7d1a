"""The engines a team would take instead, each in its fastest fair form.

An engine is built from texts, takes a need as text and returns the positions and scores of its top
documents, best first; tokenising is included.
"""

import sqlite3
from copy import copy
from importlib.metadata import version
from importlib.util import find_spec

import numpy as np
from sklearn.metrics.pairwise import cosine_similarity

from tests.benchmarks.sources import words_of

TOP = 10


def _best(positions, scores, k):
    if len(scores) > k:
        kept = np.argpartition(scores, len(scores) - k)[-k:]
        positions, scores = positions[kept], scores[kept]
    order = np.argsort(-scores)
    return positions[order].tolist(), scores[order].tolist()


class NaiveCosine:
    """``cosine_similarity`` against every document, then a sort; for small corpora only."""

    name = "scikit-learn, cosine_similarity"
    package = "scikit-learn"
    largest = 10_000

    def __init__(self, sources):
        self.model = sources.cosine

    def query(self, text, k=TOP):
        scores = cosine_similarity(self.model.transform([text]), self.model.documents)[0]
        best = np.argsort(-scores)[:k]
        return best.tolist(), scores[best].tolist()


class SparseProduct:
    """The product with the inverted matrix, then a partition: what scikit-learn does best."""

    name = "scikit-learn, sparse product"
    package = "scikit-learn"
    #: Few enough needs for their product to stay in the cache.
    block = 16

    def __init__(self, sources):
        self.model = sources.cosine

    def query(self, text, k=TOP):
        product = self.model.transform([text]) @ self.model.by_term
        return _best(product.indices, product.data, k)

    def batch(self, texts, k=TOP):
        needs = self.model.transform(texts)
        for start in range(0, needs.shape[0], self.block):
            product = needs[start : start + self.block] @ self.model.by_term
            for begin, end in zip(product.indptr, product.indptr[1:], strict=False):
                yield _best(product.indices[begin:end], product.data[begin:end], k)


class SparseProductByHand(SparseProduct):
    """The same with a need vectorised by hand."""

    name = "scipy, the same with a vectoriser by hand"
    package = "scipy"

    def query(self, text, k=TOP):
        product = self.model.vector(text) @ self.model.by_term
        return _best(product.indices, product.data, k)

    batch = None


class SparseDotTopN:
    """A sparse product that keeps the best of each row as it goes."""

    name = "sparse_dot_topn"
    package = "sparse_dot_topn"

    def __init__(self, sources):
        from sparse_dot_topn import sp_matmul_topn

        self.model = sources.cosine
        self.product = sp_matmul_topn

    def query(self, text, k=TOP):
        best = self._multiply(self.model.vector(text), k)
        return best.indices.tolist(), best.data.tolist()

    def batch(self, texts, k=TOP):
        best = self._multiply(self.model.transform(texts), k)
        for begin, end in zip(best.indptr, best.indptr[1:], strict=False):
            yield best.indices[begin:end].tolist(), best.data[begin:end].tolist()

    def _multiply(self, needs, k):
        return self.product(needs, self.model.by_term, top_n=k, sort=True, n_threads=1)


class Bm25s:
    """bm25s with NumPy; it is given the numbers of the words, so its slow tokeniser stays out."""

    name = "bm25s, numpy"
    package = "bm25s"

    def __init__(self, sources):
        self.retriever = sources.bm25

    def query(self, text, k=TOP):
        from bm25s.selection import topk

        scores = self.retriever.get_scores_from_ids(self._ids(text))
        best, positions = topk(scores, k, backend="numpy")
        return positions.tolist(), best.tolist()

    def _ids(self, text):
        vocabulary = self.retriever.vocab_dict
        return [vocabulary[word] for word in dict.fromkeys(words_of(text)) if word in vocabulary]


class Bm25sNumba(Bm25s):
    """bm25s with its compiled kernel, called without the checks of ``retrieve``."""

    name = "bm25s, numba"
    package = "numba"

    def query(self, text, k=TOP):
        from bm25s.numba.retrieve_utils import _retrieve_numba_functional

        positions, scores = _retrieve_numba_functional(
            [self._ids(text)], self.retriever.scores, k=k, show_progress=False
        )
        return positions[0].tolist(), scores[0].tolist()


class Bm25sAsDocumented(Bm25s):
    """bm25s as its pages say to use it: its own tokeniser, ``retrieve``, the compiled backend."""

    name = "bm25s, numba, as documented"
    package = "numba"

    def __init__(self, sources):
        self.retriever = copy(sources.bm25)
        self.retriever.backend = "numba"

    def query(self, text, k=TOP):
        import bm25s

        words = bm25s.tokenize([text], stopwords=None, return_ids=False, show_progress=False)
        found = self.retriever.retrieve(words, k=k, show_progress=False)
        return found.documents[0].tolist(), found.scores[0].tolist()


class Tantivy:
    """tantivy, one segment, a disjunction of terms, no count of hits; so it may skip blocks."""

    name = "tantivy"
    package = "tantivy"

    def __init__(self, sources):
        import tantivy

        self.tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="default", index_option="freq")
        self.schema = builder.build()
        folder = sources.folder / "tantivy"
        folder.mkdir()
        index = tantivy.Index(self.schema, path=str(folder))
        # A heap for the whole corpus and one thread: one segment, documents in their order.
        writer = index.writer(heap_size=2_000_000_000, num_threads=1)
        for text in sources.texts():
            writer.add_document(tantivy.Document(text=text))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self.searcher = index.searcher()

    def query(self, text, k=TOP):
        query, occur = self.tantivy.Query, self.tantivy.Occur.Should
        terms = [
            (occur, query.term_query(self.schema, "text", word, "freq"))
            for word in dict.fromkeys(words_of(text))
        ]
        hits = self.searcher.search(query.boolean_query(terms), k, count=False).hits
        return [place.doc for _, place in hits], [score for score, _ in hits]


class Fts5:
    """SQLite's FTS5 without the texts, mapped into memory, optimised, ranked by its bm25()."""

    name = "SQLite FTS5"
    package = "sqlite3"

    def __init__(self, sources):
        self.database = sqlite3.connect(sources.folder / "fts5.sqlite")
        self.database.execute("PRAGMA journal_mode = OFF")
        self.database.execute(f"PRAGMA mmap_size = {1 << 34}")
        self.database.execute("CREATE VIRTUAL TABLE document USING fts5(text, content = '')")
        self.database.executemany(
            "INSERT INTO document (rowid, text) VALUES (?, ?)", enumerate(sources.texts())
        )
        self.database.execute("INSERT INTO document (document) VALUES ('optimize')")
        self.database.commit()

    def query(self, text, k=TOP):
        words = " OR ".join(f'"{word}"' for word in dict.fromkeys(words_of(text)))
        found = self.database.execute(
            "SELECT rowid, bm25(document) AS score FROM document"
            " WHERE document MATCH ? ORDER BY score LIMIT ?",
            (words, k),
        ).fetchall()
        return [row for row, _ in found], [-score for _, score in found]


RIVALS = (
    NaiveCosine,
    SparseProduct,
    SparseProductByHand,
    SparseDotTopN,
    Bm25s,
    Bm25sNumba,
    Bm25sAsDocumented,
    Tantivy,
    Fts5,
)
_MODULES = {"scikit-learn": "sklearn"}


def version_of(package):
    """Return the version of a package, None if it is not installed."""
    if package == "sqlite3":
        return sqlite3.sqlite_version
    return version(package) if find_spec(_MODULES.get(package, package)) else None
