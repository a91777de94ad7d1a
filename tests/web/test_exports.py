"""Every list can be downloaded as xlsx and as csv, as it is shown."""

from datetime import date

import pytest

from matchmaker.services import notifications
from models import (
    AuditEntry,
    DealStage,
    Mail,
    NotificationKind,
    Payment,
    PostingState,
    local_today,
    now,
)
from tests.web.sheets import rows_of
from tests.web.world import organisation_of


@pytest.fixture
def people(factories):
    return {
        "institute": factories.member("institute", province="92"),
        "firm": factories.member("coop", province="92"),
        "centre": factories.member("centre", province="92", name_vi="Trung tâm Cần Thơ"),
        "ministry": factories.member("ministry"),
        "admin": factories.administrator(),
    }


@pytest.fixture
def records(session, factories, people):
    """Two of everything that is listed, the first of them asked for by the filters below."""
    mine, firm = organisation_of(people["institute"]), organisation_of(people["firm"])
    first, second = (
        factories.Technology(organisation=mine, title_vi=title, vn_field=field)
        for title, field in (("Máy sấy mít", "203"), ("Ủ phân rơm", "401"))
    )
    factories.Technology(organisation=mine, title_vi="Bản nháp", state=PostingState.DRAFT)
    need = factories.Need(code="NC-2025-000001", organisation=firm, title_vi="Cần máy sấy mít")
    factories.Need(organisation=firm, title_vi="Cần ủ phân", vn_field="401")
    match = factories.Match(need=need, technology=first, score=0.87)
    factories.Match(need=need, technology=second, score=0.11)
    factories.Answer(match=match)
    for stage, title in ((DealStage.TRIAL, "Đang thử"), (DealStage.LOST, "Đã dừng")):
        deal = factories.Deal(
            centre=organisation_of(people["centre"]),
            stage=stage,
            match__need__title_vi=title,
            loss_reason="price" if stage is DealStage.LOST else "",
            closed_at=now() if stage is DealStage.LOST else None,
        )
    for year in (2025, 2026):
        day = date(year, 3, 1)
        session.add(
            Payment(deal=deal, due=day, amount=5_000_000, paid_on=day, paid_amount=5_000_000)
        )
    factories.Weighting()
    for kind in (NotificationKind.MESSAGE, NotificationKind.STAGE):
        notifications.tell(session, [people["institute"]], kind, kind.value, "", deal=deal)
    session.add_all(
        [
            AuditEntry(action="x:first", subject="A"),
            AuditEntry(action="y:second", subject="B"),
            AuditEntry(action="posting:edit", subject="NC-2025-000001", by=people["firm"]),
            Mail(to="mot@example.org", subject="Thư một", text="…"),
            Mail(to="hai@example.org", subject="Thư hai", text="…"),
        ]
    )
    session.commit()


LISTS = {
    "/technologies/": ("firm", "/technologies/list", "field=203", "Máy sấy mít", "Ủ phân rơm"),
    "/needs/": ("firm", "/needs/list", "field=401", "Cần ủ phân", "Cần máy sấy mít"),
    "/organisations/": ("firm", "/organisations/list", "type=coop", "Hợp tác xã", "Bộ"),
    "/needs/NC-2025-000001/matches": (
        "firm",
        "/needs/NC-2025-000001/matches",
        "show=open",
        "Ủ phân rơm",
        "Máy sấy mít",
    ),
    "/postings/mine": ("institute", "/postings/mine", "state=draft", "Bản nháp", "Máy sấy mít"),
    "/inbox/": ("centre", "/inbox/list", "kind=match", "Gợi ý ghép nối", "Tin chờ duyệt"),
    "/deals/list": ("centre", "/deals/list", "stage=trial", "Đang thử", "Đã dừng"),
    "/figures/deals/": ("centre", "/figures/deals/groups", "stage=trial", "Trung tâm", "\x00"),
    "/admin/users": ("ministry", "/admin/users", "q=nguoi", "@example.org", "\x00"),
    "/admin/audit": ("ministry", "/admin/audit", "action=x", "x:first", "y:second"),
    "/figures/": ("ministry", "/figures/provinces", "period=quarter", "Cần Thơ", "\x00"),
    "/needs/NC-2025-000001/history": (
        "firm",
        "/needs/NC-2025-000001/history",
        "x=1",
        "Sửa tin",
        "x:first",
    ),
    "/admin/vocabularies/contract_bases": (
        "ministry",
        "/admin/vocabularies/contract_bases",
        "x=1",
        "Bộ luật Dân sự",
        "\x00",
    ),
    "/deals/monday": ("centre", "/deals/monday", "x=1", "Đang thử", "Đã dừng"),
    "/deals/payments": ("centre", "/deals/payments", "year=2025", "2025", "2026"),
    "/notifications/": (
        "institute",
        "/notifications/list",
        "kind=message",
        "Tin nhắn",
        "Chuyển giai đoạn",
    ),
    "/admin/learning": ("ministry", "/admin/learning", "x=1", "Đang áp dụng", "Không còn dùng"),
    "/admin/mail": ("admin", "/admin/mail", "to=mot@example.org", "Thư một", "Thư hai"),
}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("page", LISTS)
def test_a_list_is_downloaded_as_it_is_filtered(client, people, records, page, kind):
    role, file, query, wanted, unwanted = LISTS[page]
    client.sign_in(people[role])

    shown = client.get(f"{page}?{query}").text
    whole, found = (rows_of(client.get(f"{file}.{kind}{q}")) for q in ("", f"?{query}"))

    assert f'{file}.{kind}?{query.replace("@", "%40")}"' in shown
    assert wanted in str(found[1:])
    assert unwanted not in str(found[1:])
    assert len(whole) >= len(found) > 1
    assert all(len(row) == len(found[0]) for row in found)


def test_the_members_of_an_organisation_are_downloaded_by_its_owner(client, people, records):
    client.sign_in(people["institute"])
    members = f"/organisations/{organisation_of(people['institute']).code}/members"

    rows = rows_of(client.get(f"{members}.xlsx"))

    assert f'{members}.xlsx"' in client.get(members).text
    assert rows[0] == ["Người", "Email", "Từ ngày", "Vai trò"]
    assert [row[1] for row in rows[1:]] == [people["institute"].email]
    client.sign_in(people["firm"])
    assert client.get(f"{members}.csv").status_code == 403


@pytest.mark.parametrize("table", ["way", "reasons", "groups"])
def test_the_tables_of_the_funnel_say_what_the_page_says(client, people, records, table):
    client.sign_in(people["centre"])

    rows = rows_of(client.get(f"/figures/deals/{table}.xlsx"))

    expected = {"way": ["Đề xuất ghép nối", "2"], "reasons": ["Giá quá cao", "0"]}
    assert rows[1][:2] == expected.get(table, rows[1][:2])
    assert "Trung tâm" in rows[1][0] or table != "groups"


def test_the_order_of_the_list_is_the_order_of_the_file(client, people, records):
    client.sign_in(people["centre"])

    up = rows_of(client.get("/deals/list.csv?sort=code"))
    down = rows_of(client.get("/deals/list.csv?sort=code&desc=1"))

    assert [row[0] for row in up[1:]] == [row[0] for row in down[1:]][::-1]


def test_heads_are_in_the_language_of_the_reader(client, people, records):
    client.sign_in(people["ministry"])

    assert rows_of(client.get("/deals/list.csv"))[0][:2] == ["Mã", "Nhu cầu"]
    client.set_cookie("language", "en")
    assert rows_of(client.get("/deals/list.csv"))[0][:2] == ["Code", "Need"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_is_named_by_what_it_holds_and_the_day(client, people, records, kind):
    client.sign_in(people["centre"])

    answer = client.get(f"/deals/list.{kind}")

    assert f"filename=thuong-vu-{local_today()}.{kind}" in answer.headers["Content-Disposition"]


def test_another_kind_of_file_does_not_exist(client, people):
    client.sign_in(people["centre"])

    assert client.get("/deals/list.pdf").status_code == 404


def test_the_sums_of_payments_are_numbers_by_centre_year_and_currency(client, people, records):
    client.sign_in(people["centre"])

    head, *rows = rows_of(client.get("/deals/payments.csv"))

    assert head == ["Trung tâm", "Năm", "Loại tiền", "Đã nhận", "Chưa đến hạn", "Quá hạn"]
    assert rows == [
        ["Trung tâm Cần Thơ", year, "VND", "5000000", "0", "0"] for year in ("2026", "2025")
    ]


def test_the_week_says_why_each_deal_is_there(client, people, records):
    client.sign_in(people["centre"])

    head, row = rows_of(client.get("/deals/monday.csv"))
    told = dict(zip(head, row, strict=True))

    assert told["Nhóm việc"] == "Chưa có người của trung tâm phụ trách"
    assert "không còn theo dõi được thương vụ này; Hạn: " in told["Vì sao"]
    assert told["Việc tiếp theo"] == "Gọi điện cho hai bên"


def test_what_one_was_told_is_for_oneself_alone(client, people, records):
    client.sign_in(people["firm"])

    assert rows_of(client.get("/notifications/list.csv"))[1:] == []


def test_what_was_learned_is_for_those_who_look_after_the_platform(client, people, records):
    client.sign_in(people["centre"])
    assert client.get("/admin/learning.csv").status_code == 403
    client.sign_in(people["admin"])

    head, row = rows_of(client.get("/admin/learning.csv"))
    told = dict(zip(head, row, strict=True))

    assert told["Xếp đúng: cách tính học được (%)"] == "70.0"
    assert told["Tình trạng"] == "Đang áp dụng"
