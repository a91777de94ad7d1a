"""Technologies proposed for one need, side by side."""

import pytest


def test_four_technologies_stand_side_by_side_and_a_fifth_is_told(client, factories, pair):
    firm, _, match = pair
    others = [factories.Match(need=match.need, technology__title_vi=f"Máy {n}") for n in range(4)]
    client.sign_in(firm)
    base = f"/needs/{match.need.code}/compare?m={match.id}"

    two = client.get(f"{base}&m={others[0].id}").text
    five = client.get(base + "".join(f"&m={each.id}" for each in others)).text

    assert "tiêu thụ điện" in two
    assert "Máy 0" in two
    assert "nhiều nhất bốn" in five
    assert "Máy 3" not in five


@pytest.mark.parametrize("query", ["", "m=x", "m=-1", "m=999999999999999999999", "m=1&m=1", "n=2"])
def test_a_comparison_of_nothing_says_what_to_do(client, pair, query):
    firm, _, match = pair
    client.sign_in(firm)

    page = client.get(f"/needs/{match.need.code}/compare?{query}")

    assert page.status_code == 200
    assert "Hãy chọn ít nhất hai công nghệ" in page.text


def test_matches_of_other_needs_are_not_compared(client, factories, pair):
    firm, _, match = pair
    foreign = factories.Match(technology__title_vi="Máy của người khác")
    client.sign_in(firm)

    page = client.get(f"/needs/{match.need.code}/compare?m={match.id}&m={foreign.id}").text

    assert "Máy của người khác" not in page
