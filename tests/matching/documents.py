"""Documents to index: some that were written, and any that Hypothesis draws."""

from hypothesis import strategies as st

from matchmaker.matching.documents import Document
from matchmaker.matching.index import Index

DRYER = Document(
    7,
    {
        "title": "Máy sấy bơm nhiệt",
        "summary": "Sấy mít, chuối ở nhiệt độ thấp",
        "keywords": "máy sấy, nông sản",
        "description": "Thiết bị dùng bơm nhiệt để sấy trái cây, tiết kiệm điện.",
    },
)
WATER = Document(8, {"title": "Xử lý nước thải", "description": "Bùn hoạt tính cho nước thải."})
ENGLISH = Document(9, {"title": "Heat pump dryer", "description": "Drying of jackfruit chips"})
INDEX = Index([DRYER, WATER, ENGLISH])
WORDS = ["máy", "sấy", "mít", "may", "say", "nước", "thải", "drying", "dry", "pump", "và", "500"]
fields = st.dictionaries(
    st.sampled_from(["title", "summary", "description", "other"]),
    st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join),
)
collections = st.lists(fields, max_size=12).map(
    lambda all_fields: [Document(100 - n, each) for n, each in enumerate(all_fields)]
)
steps = st.lists(st.tuples(st.integers(85, 105), fields | st.just("remove")), max_size=15)


def keys(candidates):
    return [candidate.key for candidate in candidates]


def apply(index, documents, changes):
    """Put and remove documents, in the index and in the list that is returned."""
    now = {document.key: document for document in documents}
    for key, change in changes:
        if change == "remove":
            index.remove(key)
            now.pop(key, None)
        else:
            now[key] = Document(key, change)
            index.put(now[key])
        assert (key in index) == (key in now)
    return list(now.values())
