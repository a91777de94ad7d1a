"""Our engine behind the protocol of its rivals."""

from matchmaker.config import SEED_DATA
from matchmaker.matching.documents import Document
from matchmaker.matching.index import Index
from matchmaker.matching.storage import Storage
from matchmaker.matching.translation import Glossary


def as_documents(texts):
    """Give each text its position for a key and one field that counts once."""
    return (Document(position, {"": text}) for position, text in enumerate(texts))


class Ours:
    """The engine with single words only, the terms its rivals count; written, then mapped."""

    name = "ours, single words"
    package = "matchmaker"
    pairs = False
    glossary = None

    def __init__(self, sources, processes=1):
        self.folder = sources.folder / type(self).__name__
        write(self.build(sources.texts(), processes), self.folder)
        generation = Storage(self.folder).open().generation
        self.index = Index.over(generation, pairs=self.pairs, glossary=self.glossary)

    @classmethod
    def build(cls, texts, processes=1):
        """Build an index in memory."""
        return Index(as_documents(texts), pairs=cls.pairs, processes=processes)

    def query(self, text, k=10):
        found = self.index.query(text, top=k)
        return [candidate.key for candidate in found], [candidate.score for candidate in found]

    def batch(self, texts, k=10):
        from matchmaker.matching import batch

        return batch.best(self.index, as_documents(texts), top=k)

    def disk_bytes(self):
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())


class OursWithPairs(Ours):
    """The engine as the platform runs it: with word pairs, ready to translate."""

    name = "ours, with word pairs"
    pairs = True

    @staticmethod
    def glossary():
        return Glossary.read(SEED_DATA / "glossary.csv")


def write(index, folder):
    """Write the generation of an index, checksums and all, and wait for the disk."""
    storage = Storage(folder)
    with storage.writing():
        storage.write(index.generation, position=None)
