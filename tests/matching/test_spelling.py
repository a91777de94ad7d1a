"""Words typed half or wrong are completed and corrected from the words of the index."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.documents import Document
from matchmaker.matching.index import Index

TITLES = [
    "Máy sấy mít bơm nhiệt",
    "Máy sấy chuối",
    "Máy sắc ký khí",
    "Xử lý nước thải bằng màng lọc",
    "Jackfruit dryer with a heat pump",
    "Filtration membranes for wastewater",
]


def index_of(*titles):
    return Index(Document(n, {"title": title}) for n, title in enumerate(titles))


INDEX = index_of(*TITLES)
SPELLING = INDEX.spelling


@pytest.mark.parametrize(
    ("typed", "endings"),
    [
        ("jackfr", ["jackfruit"]),
        ("JACKFR", ["jackfruit"]),
        ("xử lý nướ", ["nước"]),
        ("xu ly nuo", ["nước"]),
        ("màng lọ", ["lọc"]),
        ("m", ["máy", "mít", "màng", "membranes"]),
        ("membranes for was", ["wastewater"]),
    ],
)
def test_an_unfinished_word_is_completed(typed, endings):
    assert sorted(SPELLING.endings(typed)) == sorted(endings)


def test_the_commonest_ending_comes_first():
    assert SPELLING.endings("m")[0] == "máy"


def test_what_follows_the_word_before_comes_alone():
    assert SPELLING.endings("máy s") == ["sấy", "sắc"]
    assert SPELLING.endings("màng l") == ["lọc"]
    assert set(SPELLING.endings("l")) == {"lọc", "lý"}


@pytest.mark.parametrize(
    "typed", ["", " ", "jackfruit", "máy sấy ", "jackfr,", "sấy", "say", "qqq"]
)
def test_a_whole_word_becomes_nothing_else(typed):
    assert SPELLING.endings(typed) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jackfriut", "jackfruit"),
        ("jackfrut", "jackfruit"),
        ("jackfruiit", "jackfruit"),
        ("jackfroit", "jackfruit"),
        ("ackfruit", "jackfruit"),
        ("JACKFRIUT dryer", "jackfruit dryer"),
        ("Heat pupm", "Heat pump"),
        ("bom nhiẹtt", "bom nhiệt"),
        ("bơm nhiêtj", "bơm nhiệt"),
    ],
)
def test_one_letter_is_put_right(typed, meant):
    assert SPELLING.correction(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "!",
        "jackfruit",
        "máy sấy mít",
        "may say mit",
        "dryers",
        "jckfrt",
        "xyz123",
        "qx",
        "12345",
    ],
)
def test_what_is_right_or_hopeless_stays(typed):
    assert SPELLING.correction(typed) == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("máy xấy mít", "máy sấy mít"), ("xấy mít", "sấy mít"), ("máy xay", ""), ("máy xây", "")],
)
def test_a_word_spelt_by_its_sound_is_put_right_beside_its_neighbours(typed, meant):
    spelling = index_of(*TITLES, "Máy xay cà phê", "Gạch xây nhà").spelling

    assert spelling.correction(typed) == meant
    assert spelling.correction("xấy") == ""


def test_of_several_words_the_commonest_is_meant():
    spelling = index_of("membrane", "membrano", "membrano").spelling

    assert spelling.correction("membranx") == "membrano"


def test_words_that_came_since_are_known():
    index = index_of(*TITLES)
    assert index.spelling.correction("ozonatoin") == ""

    index.put(Document(99, {"title": "Ozonation of water"}))

    assert index.spelling.correction("ozonatoin") == "ozonation"
    assert index.spelling.endings("ozona") == ["ozonation"]


@pytest.mark.parametrize("recent", [True, False])
def test_words_of_no_document_any_more_are_forgotten(recent):
    index = index_of(*TITLES[1:], *([] if recent else ["Jakcfruit"]))
    index.put(Document(len(TITLES) - 1, {"title": "Jakcfruit"}))
    assert index.spelling.correction("jakcfruit") == ""

    index.remove(len(TITLES) - 1)

    assert index.spelling.correction("jakcfruit") == "jackfruit"
    assert index.spelling.endings("jakc") == []


@given(st.sampled_from(["jackfruit", "filtration", "wastewater"]), st.data())
def test_a_word_with_any_one_letter_wrong_finds_something_or_is_put_right(word, data):
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    wrong = data.draw(
        st.sampled_from(
            [
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at:],
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
            ]
        )
    )

    assert SPELLING.correction(wrong) == ("" if INDEX.query(wrong) else word)


def test_many_words_are_looked_through_in_no_time():
    index = Index(
        Document(n, {"description": " ".join(f"w{chr(97 + n % 26)}{k:05x}q" for k in range(200))})
        for n in range(200)
    )
    for n in range(200):
        index.put(Document(1000 + n, {"description": f"recentword{n:05x} " * 3}))
    index.spelling.correction("warm up")
    started = time.process_time()

    for _ in range(10):
        index.spelling.correction("recentwrod")

    assert time.process_time() - started < 0.5
