"""What was written is opened, also by others and while it goes on changing."""

import numpy as np
import pytest

from matchmaker.matching.documents import Document
from matchmaker.matching.generation import ARRAYS
from matchmaker.matching.index import Index
from tests.matching.generations import POSITION, index_of, written


def test_a_folder_that_is_not_there_holds_nothing(storage):
    assert (storage.current(), storage.open()) == ("", None)


@pytest.mark.parametrize("count", [0, 1, 200])
def test_what_was_written_is_opened(storage, count):
    written(storage, count)

    stored = storage.open()

    assert stored.position == POSITION
    for name in ARRAYS:
        expected = getattr(index_of(count).generation, name)
        found = getattr(stored.generation, name)
        assert (found == expected).all()
        assert (found.dtype, found.shape) == (expected.dtype, expected.shape)


def test_an_opened_generation_is_mapped_and_not_copied(storage):
    written(storage, 5)

    for name in ARRAYS:
        array = getattr(storage.open().generation, name)
        assert isinstance(array.base, np.memmap)
        assert not array.flags.writeable


def test_an_index_over_an_opened_generation_answers_the_same(storage):
    written(storage, 200)
    index, query = Index.over(storage.open().generation), Document(0, {"title": "may say mit 17"})

    assert index.query(query, 300) == index_of(200).query(query, 300) != []


def test_an_opened_index_can_go_on_changing(storage):
    written(storage, 200)
    index = Index.over(storage.open().generation)

    index.put(Document(3, {"title": "bơm nước"}))
    index.remove(4)

    assert len(index) == 199
    assert [found.key for found in index.query("bơm nước")] == [3]
    assert len(index.compacted()) == 199


def test_the_one_before_is_kept_and_older_ones_are_not(storage):
    for count in (1, 2, 3, 4):
        written(storage, count)

    assert storage.current() == "generation-00000004"
    assert sorted(path.name for path in storage.folder.glob("generation-*")) == [
        "generation-00000003",
        "generation-00000004",
    ]


def test_whoever_reads_an_old_generation_can_go_on(storage):
    old = Index.over(written(storage, 50).generation)

    for count in (1, 2, 3):
        written(storage, count)

    assert len(old.query("máy sấy", 100)) == 50
