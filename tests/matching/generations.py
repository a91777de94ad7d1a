"""Generations of an index, written as a test needs them."""

from matchmaker.matching.documents import Document
from matchmaker.matching.index import Index

POSITION = {"rows": [[1, "need", 7, "2026-11-27T08:00:00"]], "horizon": 3}


def index_of(count, word="mít"):
    return Index(Document(n, {"title": f"máy sấy {word} {n}"}) for n in range(count))


def written(storage, count, position=POSITION):
    with storage.writing():
        return storage.write(index_of(count).generation, position)
