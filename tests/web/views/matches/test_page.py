"""The page of one match: both texts, and never more of a blind firm than it lets."""

from models import INTERESTED
from tests.web.views.matches.lists import FIRM, list_of


def test_both_texts_stand_side_by_side_with_what_they_share_marked(client, pair):
    firm, _, match = pair
    client.sign_in(firm)

    page = client.get(f"/matches/{match.id}").text

    assert page.count("<mark>") > 4
    assert "Sấy than làm" in page.replace("<mark>", "").replace("</mark>", "")
    assert "nhu cầu: " in page
    assert "≤ 12 %" in page
    assert "10 %" in page


def test_a_blind_firm_is_named_on_no_page_and_in_no_mail(client, session, factories, pair, letters):
    firm, institute, match = pair
    match.need.blind = True
    match.need.problem_vi = f"{FIRM} ở xã Trường Long sấy mít bằng than, máy sấy cũ."
    session.commit()
    officer = factories.member("centre", province="92")
    client.sign_in(firm)
    client.post(
        f"/matches/{match.id}/answer",
        data={"party": "demand", "code": INTERESTED, "note": "Xin báo giá"},
    )
    client.sign_in(institute)
    client.post(f"/matches/{match.id}/answer", data={"party": "supply", "code": INTERESTED})

    mails = [mail for mail in letters() if mail.to != firm.email]
    said = [mail.subject + mail.text + mail.html for mail in mails]
    for reader in (institute, officer, factories.member("ministry"), factories.administrator()):
        client.sign_in(reader)
        said += [
            client.get(path).text
            for path in (
                f"/matches/{match.id}",
                list_of(match, "technology"),
                list_of(match),
                f"/needs/{match.need.code}/compare?m={match.id}",
            )
        ]

    for text in said:
        assert "Tố Nữ" not in text
        assert "Trường Long" not in text
        assert firm.name not in text
    client.sign_in(firm)
    assert FIRM in client.get(f"/matches/{match.id}").text


def test_the_centre_of_the_needs_province_decides_on_the_page_of_the_match(
    client, session, factories, pair
):
    match = pair[2]
    client.sign_in(factories.member("centre", province="92"))
    page = client.get(f"/matches/{match.id}").text
    assert f"/inbox/matches/{match.id}/accept" in page
    assert f"/inbox/matches/{match.id}/decline" in page

    client.sign_in(factories.member("centre", province="01"))
    assert "/accept" not in client.get(f"/matches/{match.id}").text
