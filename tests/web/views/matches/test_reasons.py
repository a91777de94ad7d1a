"""Why two postings meet, why not more closely, and where either can be looked up."""

import re

import pytest

from matchmaker.services import conditions
from models import Operator, Party

NBSP = "\u00a0"
MOISTURE = {"indicator": "độ ẩm cuối", "operator": Operator.AT_MOST, "value": "12", "unit": "%"}
WARRANTY = {"indicator": "bảo hành", "operator": Operator.AT_LEAST, "value": "24", "unit": "tháng"}
CAPACITY = {
    "indicator": "công suất",
    "operator": Operator.AT_LEAST,
    "value": "1000",
    "unit": "kg/ngày",
}
NOISE = {"indicator": "độ ồn", "operator": Operator.AT_MOST, "value": "thấp", "unit": ""}
TRANSLATED = {
    "term": "máy sấy",
    "translation": "dryer",
    "share": 0.62,
    "need_fields": ["title"],
    "technology_fields": ["title", "summary"],
    "need_forms": ["máy sấy"],
    "technology_forms": ["dryer", "dryers"],
}


@pytest.fixture
def firm(factories):
    return factories.member("coop", province="92")


@pytest.fixture
def institute(factories):
    return factories.member("institute", province="01")


@pytest.fixture
def match(factories, firm, institute):
    """A need for a dryer and a technology that describes one, posted by two people."""
    return factories.Match(
        need=factories.Need(organisation=firm.memberships[0].organisation),
        technology=factories.Technology(organisation=institute.memberships[0].organisation),
    )


def judge(session, match):
    """Store what the conditions of a match come to, as the engine does."""
    session.flush()
    match.verdicts = conditions.verdicts(match.need, match.technology)
    session.commit()


def section(page, name):
    """Return the words of one section of a page, "" where it has none."""
    found = re.search(rf'aria-labelledby="{name}-title">(.*?)</section>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""


class TestTranslatedTerms:
    """A term that the two sides say in two languages."""

    @pytest.fixture
    def match(self, session, match):
        match.terms = [TRANSLATED]
        match.technology.title_vi = "Solar dryers with a heat pump"
        session.commit()
        return match

    def test_both_words_stand_in_the_sentence_wherever_a_match_is_shown(
        self, client, factories, match, firm
    ):
        factories.Answer(match=match, party=Party.DEMAND)
        other = factories.Match(need=match.need)
        sentence = f"máy sấy → dryer (62{NBSP}%)"
        client.sign_in(firm)

        for path in (
            f"/matches/{match.id}",
            f"/needs/{match.need.code}/matches",
            f"/needs/{match.need.code}/compare?m={match.id}&m={other.id}",
        ):
            assert sentence in client.get(path).text
        client.sign_in(factories.member("centre", province="92"))
        assert sentence in client.get("/inbox/").text

    def test_each_text_has_its_own_words_marked(self, client, match, firm):
        client.sign_in(firm)

        page = client.get(f"/matches/{match.id}").text

        assert "<mark>máy sấy</mark> → <mark>dryer</mark>" in page
        assert "Cần <mark>máy sấy</mark> mít" in page
        assert "Solar <mark>dryers</mark> with" in page
        assert "mỗi tin bằng ngôn ngữ của mình" in page

    def test_the_fields_of_both_are_named(self, client, match, firm):
        client.sign_in(firm)

        page = client.get(f"/matches/{match.id}").text

        assert "nhu cầu: tên tin; công nghệ: tên tin, tóm tắt" in page

    def test_a_hostile_word_stays_a_word(self, client, session, match, firm):
        match.terms = [{**TRANSLATED, "translation": "<script>alert(1)</script>"}]
        session.commit()
        client.sign_in(firm)

        for path in (f"/matches/{match.id}", f"/needs/{match.need.code}/matches"):
            page = client.get(path).text
            assert "<script>alert" not in page
            assert "&lt;script&gt;alert(1)" in page


def test_what_is_missed_comes_with_both_values(client, session, factories, match, firm):
    factories.Requirement(need=match.need, **MOISTURE)
    factories.Benefit(technology=match.technology, with_technology="15", unit="%")
    judge(session, match)
    client.sign_in(firm)

    short = section(client.get(f"/matches/{match.id}").text, "short")

    assert "Vì sao chưa cao hơn" in short
    assert "Không đạt – độ ẩm cuối (bắt buộc) Cần: ≤ 12 % Có: 15 %" in short
    assert "Sẽ rõ khi" not in short


def test_what_is_unknown_leads_who_can_tell_to_the_field(client, session, factories, match):
    firm, institute = (
        each.organisation.memberships[0].user for each in (match.need, match.technology)
    )
    factories.Requirement(need=match.need, **WARRANTY)
    judge(session, match)
    field = f"/postings/{match.technology.code}/edit#warranty_months"

    client.sign_in(institute)
    page = client.get(f"/matches/{match.id}").text
    assert "Sẽ rõ khi bạn bổ sung: thời gian bảo hành" in section(page, "short")
    assert field in page

    client.sign_in(firm)
    page = client.get(f"/matches/{match.id}").text
    assert "Sẽ rõ khi bên cung bổ sung: thời gian bảo hành" in section(page, "short")
    assert field not in page


def test_a_condition_that_nobody_can_read_is_for_the_firm_to_settle(
    client, session, factories, match, firm
):
    factories.Requirement(need=match.need, **NOISE)
    judge(session, match)
    client.sign_in(firm)

    page = client.get(f"/matches/{match.id}").text

    assert "Sẽ rõ khi bạn bổ sung: yêu cầu đo được" in section(page, "short")
    assert f"/postings/{match.need.code}/edit#requirements" in page


def test_two_values_that_cannot_be_compared_are_both_shown(client, session, factories, match, firm):
    factories.Requirement(need=match.need, **CAPACITY)
    match.technology.capacity_value, match.technology.capacity_unit = "25", "kg/mẻ"
    match.technology.description_vi = ""
    judge(session, match)
    client.sign_in(firm)

    short = section(client.get(f"/matches/{match.id}").text, "short")

    assert "Cần: ≥ 1000 kg/ngày Có: 25 kg/mẻ" in short
    assert "Hai giá trị này chưa đủ để kết luận." in short


def test_a_value_read_in_a_text_leads_to_that_text(client, session, match, firm):
    match.need.problem_vi = "Sấy mít, cần độ ẩm cuối dưới 12 %."
    match.technology.description_vi = "Mít ra lò có độ ẩm cuối 10 %."
    judge(session, match)
    client.sign_in(firm)

    page = client.get(f"/matches/{match.id}").text

    met = section(page, "met")
    assert "Đạt – độ ẩm cuối" in met
    assert "≤ 12 % (đọc trong vấn đề )" in met
    assert "10 % (đọc trong mô tả )" in met
    for text in ("need-problem", "technology-description"):
        assert f'href="#{text}"' in page
        assert f'id="{text}"' in page


def test_a_value_of_a_field_is_said_to_be_read_nowhere(client, session, factories, match, firm):
    factories.Requirement(need=match.need, **MOISTURE)
    factories.Benefit(technology=match.technology)
    judge(session, match)
    client.sign_in(firm)

    page = client.get(f"/matches/{match.id}").text

    assert "Đạt – độ ẩm cuối" in section(page, "met")
    assert "đọc trong" not in page


def test_a_match_that_lacks_nothing_says_nothing(client, session, factories, match, firm):
    factories.Requirement(need=match.need, **MOISTURE)
    factories.Benefit(technology=match.technology)
    judge(session, match)
    client.sign_in(firm)

    assert section(client.get(f"/matches/{match.id}").text, "short") == ""


def test_verdicts_stored_before_places_were_kept_are_still_shown(client, session, match, firm):
    old = {"verdict": "unknown", "indicator": "độ ẩm cuối", "wanted": "≤ 12 %", "found": None}
    match.verdicts = [{**old, "hard": True}]
    session.commit()
    client.sign_in(firm)

    short = section(client.get(f"/matches/{match.id}").text, "short")

    assert "Sẽ rõ khi bên cung bổ sung: hiệu quả đo được" in short


def test_readiness_and_price_are_told_as_conditions_are(client, session, match, firm):
    match.need.trl_min, match.need.budget_max = 8, 100_000_000
    match.technology.trl = 6
    judge(session, match)
    client.sign_in(firm)

    short = section(client.get(f"/matches/{match.id}").text, "short")

    assert "Không đạt – Mức sẵn sàng công nghệ Cần: ≥ TRL 8 Có: TRL 6" in short
    assert "Chưa rõ – Giá trong ngân sách Cần: đến 100 triệu đồng Có: bên cung chưa nêu" in short


def test_a_comparison_sums_up_what_each_lacks(client, session, factories, match, firm):
    factories.Requirement(need=match.need, **MOISTURE)
    factories.Requirement(need=match.need, **WARRANTY)
    other = factories.Match(need=match.need)
    factories.Benefit(technology=match.technology, with_technology="15", unit="%")
    judge(session, match)
    judge(session, other)
    client.sign_in(firm)

    page = client.get(f"/needs/{match.need.code}/compare?m={match.id}&m={other.id}").text

    row = page[page.index("Vì sao chưa cao hơn") :].partition("</tr>")[0]
    words = " ".join(re.sub(r"<[^>]+>", " ", row).split())
    assert "Không đạt: độ ẩm cuối Chưa rõ: bảo hành" in words
    assert "Chưa rõ: độ ẩm cuối; bảo hành" in words


def test_a_comparison_says_where_nothing_is_missing(client, session, factories, match, firm):
    factories.Requirement(need=match.need, **MOISTURE)
    other = factories.Match(need=match.need)
    factories.Benefit(
        technology=match.technology, indicator="độ ẩm cuối", with_technology="8", unit="%"
    )
    judge(session, match)
    judge(session, other)
    client.sign_in(firm)

    page = client.get(f"/needs/{match.need.code}/compare?m={match.id}&m={other.id}").text

    row = page[page.index("Vì sao chưa cao hơn") :].partition("</tr>")[0]
    assert "Không thiếu yêu cầu nào" in row
    assert "chưa nêu" not in row


def test_it_all_reads_in_english(client, session, factories, match, firm):
    factories.Requirement(need=match.need, **CAPACITY)
    match.technology.description_vi = "Công suất 25 kg/mẻ."
    match.need.trl_min = 3
    judge(session, match)
    client.sign_in(firm)
    client.get("/language/en")

    page = client.get(f"/matches/{match.id}").text

    assert "Requirements that are met" in page
    assert "Why not higher" in page
    assert "The supply side can settle this by adding: capacity" in section(page, "short")


def test_a_blind_firm_is_masked_in_what_it_asks_for(client, session, factories, match, institute):
    match.need.blind = True
    name = match.need.organisation.name_vi
    factories.Requirement(need=match.need, **{**MOISTURE, "indicator": f"độ giòn theo {name}"})
    judge(session, match)
    client.sign_in(institute)

    for path in (
        f"/matches/{match.id}",
        f"/technologies/{match.technology.code}/matches",
    ):
        page = client.get(path).text
        assert "độ giòn theo" in page
        assert name not in page
