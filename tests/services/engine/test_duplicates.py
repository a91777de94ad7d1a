"""Postings that say nearly what another one says."""

import pytest

from matchmaker.services.actors import Actor
from matchmaker.services.engine import duplicates
from models import PostingState
from models.text import fold
from tests.web.queries import count_queries

TEXTS = {
    "title_vi": "Máy sấy bơm nhiệt cho mít và chuối",
    "summary_vi": "Sấy mít, chuối ở 45 °C, giữ màu vàng và mùi thơm, tiết kiệm một nửa tiền điện.",
    "problem_vi": "Sấy bằng than làm mít cháy cạnh, lẫn mùi khói, mẻ khô mẻ ướt, khách trả hàng.",
    "description_vi": (
        "Dàn ngưng tụ hút ẩm khỏi không khí rồi thổi ngược qua khay. Buồng sấy bằng thép không gỉ "
        "chứa 500 kg một mẻ. Bộ điều khiển ghi lại nhiệt độ và độ ẩm của từng mẻ."
    ),
}
OTHER = {
    "title_vi": "Máy sấy bơm nhiệt hai cấp cho dược liệu",
    "summary_vi": "Sấy lá, rễ và hoa ở nhiệt độ thấp, giữ hoạt chất, làm việc suốt mùa mưa.",
    "problem_vi": "Phơi dược liệu gặp mưa thì mốc, lò than làm mất tinh dầu.",
    "description_vi": "Hai máy nén nối tiếp, khay lưới, cửa kính, 200 kg một mẻ, có van xả đá.",
}


@pytest.fixture
def published(factories):
    """A technology that everybody can read."""
    return factories.Technology(**TEXTS)


def edited(**changes):
    return {**TEXTS, **changes}


def found(session, posting, actor=None):
    session.commit()
    return duplicates.of(session, actor or Actor(), posting)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"title_vi": "Thiết bị làm khô trái cây"},
        {"description_vi": ""},
        {"problem_vi": "Nhiều cơ sở còn sấy bằng than, mít cháy cạnh và khách trả hàng."},
        {"description_vi": TEXTS["description_vi"].replace("500 kg", "300 kg")},
        {name: fold(text) for name, text in TEXTS.items()},
        {name: text.upper() for name, text in TEXTS.items()},
    ],
)
def test_a_copy_that_was_edited_a_little_is_found(session, factories, published, changes):
    draft = factories.Technology(state=PostingState.DRAFT, **edited(**changes))

    assert found(session, draft) == [published]


def test_another_technology_of_the_same_kind_is_none(session, factories, published):
    draft = factories.Technology(state=PostingState.DRAFT, **OTHER)

    assert found(session, draft) == []


def test_a_short_text_that_a_long_one_holds_is_none(session, factories, published):
    texts = dict.fromkeys(TEXTS, "") | {"title_vi": "Máy sấy mít"}
    draft = factories.Technology(state=PostingState.DRAFT, **texts)

    assert found(session, draft) == []


def test_nothing_resembles_itself(session, published):
    assert found(session, published) == []


def test_a_posting_without_a_word_resembles_none(session, factories, published):
    draft = factories.Technology(state=PostingState.DRAFT, **dict.fromkeys(TEXTS, ""))

    assert found(session, draft) == []


def test_a_text_of_nothing_but_stop_words_resembles_none(session, factories):
    words = dict.fromkeys(TEXTS, "") | {"title_vi": "the and of à"}
    factories.Technology(**words)

    assert found(session, factories.Technology(state=PostingState.DRAFT, **words)) == []


def test_a_need_with_the_words_of_a_technology_is_no_duplicate(session, factories, published):
    texts = {name: TEXTS[name] for name in ("title_vi", "problem_vi", "description_vi")}

    assert found(session, factories.Need(state=PostingState.DRAFT, **texts)) == []


def test_the_most_alike_comes_first(session, factories, published):
    nearer = factories.Technology(**edited(title_vi=f"{TEXTS['title_vi']} chín"))
    published.problem_vi = OTHER["problem_vi"]
    draft = factories.Technology(state=PostingState.DRAFT, **edited())

    assert found(session, draft) == [nearer, published]


def test_what_is_no_longer_published_is_not_named(session, factories, published):
    draft = factories.Technology(state=PostingState.DRAFT, **TEXTS)
    assert found(session, draft) == [published]

    published.state = PostingState.PAUSED

    assert found(session, draft) == []


def test_a_blind_need_is_no_more_alike_to_who_types_its_name(session, factories):
    texts = {"title_vi": "Cần máy sấy mít", "problem_vi": TEXTS["problem_vi"]}
    blind = factories.Need(blind=True, organisation__name_vi="Hợp tác xã Zơn Phượng Quỳ", **texts)
    blind.problem_vi += " Hợp tác xã Zơn Phượng Quỳ đang chờ."
    stranger = factories.Need(
        state=PostingState.DRAFT,
        title_vi="Hợp tác xã Zơn Phượng Quỳ",
        problem_vi="Zơn Phượng Quỳ",
    )

    assert found(session, stranger) == []


def test_a_catalogue_of_many_costs_as_many_queries_as_one_of_few(session, factories, published):
    draft = factories.Technology(state=PostingState.DRAFT, **TEXTS)
    assert found(session, draft)
    with count_queries() as few:
        duplicates.of(session, Actor(), draft)
    for _each in range(10):
        factories.Technology(**TEXTS)
    assert len(found(session, draft)) == 3

    with count_queries() as many:
        duplicates.of(session, Actor(), draft)

    assert len(many) <= len(few) < 10
