"""What was learned, in plain words, and the way back."""

import pytest

from matchmaker.matching.learning import Learned
from matchmaker.matching.parts import NEUTRAL
from matchmaker.services.actors import Actor
from matchmaker.services.engine import learning

BETTER = Learned(
    1234, 60, 300, {**NEUTRAL, "title": 1.42, "long_pairs": 0.7}, before=0.613, after=0.65, p=0.01
)


@pytest.fixture
def kept(session):
    def keep(learned):
        weighting = learning.keep(session, Actor(), learned)
        session.commit()
        return weighting

    return keep


@pytest.fixture
def administrator(client, factories):
    return client.sign_in(factories.administrator())


def test_nothing_learned_yet_is_said_with_what_to_do(client, administrator):
    page = client.get("/admin/learning").text

    assert "Chưa học lần nào" in page
    assert "matchmaker learn" in page


def test_what_is_in_force_is_told_in_plain_words(client, administrator, kept):
    kept(BETTER)

    page = client.get("/admin/learning").text

    assert "học từ 1.234 gợi ý" in page
    assert "Từ trong tên công nghệ: tính gấp 1,4 lần" in page
    assert "Cụm từ trong các phần viết dài: chỉ tính bằng 0,7 lần" in page
    assert "Từ trong tóm tắt" not in page
    assert "xếp đúng 61,3 cặp, cách tính này xếp đúng 65 cặp" in page


def test_it_is_told_in_english_too(client, administrator, kept):
    kept(BETTER)
    client.set_cookie("language", "en")

    page = client.get("/admin/learning").text

    assert "Words in the technology&#39;s title: count 1.4 times as much" in page


@pytest.mark.parametrize(
    ("learned", "sentence"),
    [
        (Learned(40, 7, 9), "mới có 7 nhu cầu có cả phản hồi hợp và không hợp, cần ít nhất 50"),
        (Learned(400, 60, 300, before=0.7, after=0.6), "không xếp đúng hơn cách tính gốc"),
        (Learned(400, 60, 300, before=0.6, after=0.61, p=0.3), "có thể chỉ do ngẫu nhiên"),
    ],
)
def test_why_something_is_not_used_is_told(client, administrator, kept, learned, sentence):
    kept(learned)

    page = client.get("/admin/learning").text

    assert "Cách tính gốc: chưa có gì" in page
    assert sentence in page
    assert "Hoàn tác" not in page


def test_an_administrator_undoes_it_and_the_history_keeps_it(client, administrator, kept):
    weighting = kept(BETTER)

    page = client.post(f"/admin/learning/{weighting.id}/undo", follow_redirects=True).text

    assert "Điểm của các gợi ý đang được tính lại" in page
    assert "Cách tính gốc: chưa có gì" in page
    assert f"bởi {administrator.email}" in page


def test_undoing_twice_is_refused(client, administrator, kept):
    weighting = kept(BETTER)
    client.post(f"/admin/learning/{weighting.id}/undo")

    assert client.post(f"/admin/learning/{weighting.id}/undo").status_code == 409


def test_a_later_one_takes_the_place_of_the_former(client, administrator, kept):
    kept(BETTER)
    kept(BETTER)

    page = client.get("/admin/learning").text

    assert "Không còn dùng" in page
    assert page.count("Đang áp dụng") == 1


def test_the_ministry_reads_it_and_undoes_nothing(client, factories, kept):
    weighting = kept(BETTER)
    client.sign_in(factories.member("ministry"))

    assert "Hoàn tác" not in client.get("/admin/learning").text
    assert client.post(f"/admin/learning/{weighting.id}/undo").status_code == 403


def test_it_is_found_from_the_administration(client, administrator):
    assert 'href="/admin/learning"' in client.get("/admin/").text
