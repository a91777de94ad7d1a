"""A posting that says what another one says: author and reviewer are told, nobody is stopped."""

import pytest

from models import PostingState
from tests.web.views.postings.written import NEED, WHOLE

TOLD = "Tin này giống tin đã đăng"


@pytest.fixture
def old(factories, institute):
    """What the institute has published already."""
    return factories.Technology(
        organisation=institute.memberships[0].organisation, code="CN-2025-000123"
    )


@pytest.fixture
def draft(factories, institute):
    """The same once more, with all that a submission asks for."""
    needed = {name: WHOLE[name] for name in ("ip_types", "ip_status", "transfer_right")}
    return factories.Technology(
        organisation=institute.memberships[0].organisation,
        state=PostingState.DRAFT,
        state_funding="none",
        published_at=None,
        **needed,
    )


def test_the_author_is_led_to_the_posting_that_is_there_already(client, old, draft):
    page = client.get(f"/postings/{draft.code}/edit").text

    assert TOLD in page
    assert "/technologies/CN-2025-000123" in page
    assert "/postings/CN-2025-000123/edit" in page
    assert "Nếu là cùng một công nghệ, hãy sửa tin cũ và bỏ tin này." in page
    assert "Bạn vẫn lưu và gửi duyệt được như thường." in page


def test_who_may_not_edit_the_other_is_asked_to_say_what_differs(client, factories, draft):
    foreign = factories.Technology(code="CN-2025-000124")

    page = client.get(f"/postings/{draft.code}/edit").text

    assert f"/technologies/{foreign.code}" in page
    assert f"/postings/{foreign.code}/edit" not in page
    assert "Tin đó do tổ chức khác đăng." in page


@pytest.mark.parametrize("way", ["form", "button"])
def test_it_is_told_on_submission_which_goes_through(client, session, old, draft, way):
    if way == "form":
        typed = {**WHOLE, "version": draft.version, "then": "submit"}
        typed |= {name: getattr(draft, name) for name in ("title_vi", "summary_vi", "problem_vi")}
        typed["description_vi"] = draft.description_vi
        sent = client.post(f"/postings/{draft.code}/edit", data=typed, follow_redirects=True)
    else:
        sent = client.post(f"/postings/{draft.code}/submit", follow_redirects=True)

    assert draft.state is PostingState.SUBMITTED
    assert f"Tin này giống CN-2025-000123 · {old.title_vi}." in sent.text


def test_an_own_text_is_submitted_without_a_word(client, session, old, draft):
    for name in ("title_vi", "summary_vi", "problem_vi", "description_vi"):
        setattr(draft, name, f"Giống lúa chịu mặn cho vùng tôm lúa, {name}")
    session.commit()

    assert TOLD not in client.get(f"/postings/{draft.code}/edit").text
    sent = client.post(f"/postings/{draft.code}/submit", follow_redirects=True)

    assert "Tin này giống" not in sent.text


def test_the_reviewer_is_told_what_to_do(client, session, factories, old, draft):
    draft.state = PostingState.SUBMITTED
    session.commit()
    client.sign_in(factories.member("centre", province=draft.province))

    page = client.get(f"/postings/{draft.code}/review").text

    assert "Có thể trùng với tin đã có" in page
    assert page.count('href="/technologies/CN-2025-000123"') == 1
    assert "hãy trả lại tin và nhờ người đăng sửa tin cũ" in page


def test_hostile_titles_stay_words(client, session, factories, old, draft):
    old.title_vi = "<b>Máy sấy bơm nhiệt</b>"
    session.commit()

    page = client.get(f"/postings/{draft.code}/edit").text
    sent = client.post(f"/postings/{draft.code}/submit", follow_redirects=True).text

    for text in (page, sent):
        assert "<b>Máy" not in text
        assert "&lt;b&gt;Máy sấy" in text


@pytest.mark.parametrize("reader", ["firm", "centre"])
def test_who_stands_behind_a_blind_need_is_not_told(client, session, factories, reader):
    name = "Hợp tác xã Zơn Phượng Quỳ"
    words = {**NEED, "title_vi": f"Cần máy sấy mít cho {name}"}
    factories.Need(blind=True, organisation__name_vi=name, code="NC-2025-000009", **words)
    firm = factories.member("coop")
    copy = factories.Need(
        organisation=firm.memberships[0].organisation, state=PostingState.DRAFT, **NEED
    )
    pages = [f"/postings/{copy.code}/edit"]
    if reader == "centre":
        copy.state, pages = PostingState.SUBMITTED, [f"/postings/{copy.code}/review"]
        session.commit()
    client.sign_in(firm if reader == "firm" else factories.member("centre"))

    page = client.get(pages[0]).text

    assert "NC-2025-000009" in page
    assert "Cần máy sấy mít cho […]" in page
    assert "Phượng Quỳ" not in page


def test_a_new_form_has_nothing_to_compare(client, old):
    assert TOLD not in client.get("/postings/new/technology").text


def test_who_is_still_typing_is_told_as_soon_as_the_words_are_alike(client, session, old, draft):
    words = {name: getattr(draft, name) for name in ("summary_vi", "problem_vi", "description_vi")}
    typed = {"title_vi": "Máy", **dict.fromkeys(words, ""), "version": draft.version}
    first = client.post(f"/postings/{draft.code}/autosave", data=typed).json
    assert first["duplicates"] == ""

    typed |= {"title_vi": "Máy sấy bơm nhiệt", **words, "version": first["version"]}
    second = client.post(f"/postings/{draft.code}/autosave", data=typed).json

    assert TOLD in second["duplicates"]
    assert 'href="/technologies/CN-2025-000123"' in second["duplicates"]
    assert "hãy sửa tin cũ và bỏ tin này" in second["duplicates"]


def test_a_draft_is_compared_from_its_first_word(client, session, old, institute):
    names = ("title_vi", "summary_vi", "problem_vi", "description_vi")
    typed = {name: getattr(old, name) for name in names} | {"form_key": "one"}

    saved = client.post("/postings/new/technology/autosave", data=typed).json

    assert "CN-2025-000123" in saved["duplicates"]


def test_saving_other_things_than_words_looks_nothing_up(client, session, old, draft):
    names = ("title_vi", "summary_vi", "problem_vi", "description_vi")
    typed = {name: getattr(draft, name) for name in names} | {"price_min": "1000000"}

    saved = client.post(
        f"/postings/{draft.code}/autosave", data={**typed, "version": draft.version}
    ).json

    assert "version" in saved
    assert "duplicates" not in saved


def test_who_types_learns_of_no_posting_they_may_not_open(client, factories):
    paused = factories.Need(state=PostingState.PAUSED, code="NC-2025-000777", **NEED)
    blind = factories.Need(
        blind=True,
        organisation__name_vi="Hợp tác xã Zơn Phượng Quỳ",
        **NEED | {"code": "NC-2025-9"},
    )
    firm = factories.member("coop")
    client.sign_in(firm)

    typed = {name: value for name, value in NEED.items() if isinstance(value, str)}
    saved = client.post("/postings/new/need/autosave", data={**typed, "form_key": "x"}).json

    assert blind.code in saved["duplicates"]
    assert "Phượng Quỳ" not in saved["duplicates"]
    assert paused.code not in saved["duplicates"]
