"""The draft of a contract, opened as Word opens it."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from docx import Document
from docx.shared import Cm, Pt

from matchmaker.services import contract_drafts
from matchmaker.services.actors import Actor
from matchmaker.services.contract_drafts.spelling import in_words
from matchmaker.services.duties import contents
from models import Payment, PaymentKind


@pytest.fixture
def deal(factories):
    deal = factories.Deal(contract_date=date(2026, 11, 20), contract_number="12/2026/HĐ-CGCN")
    deal.need.organisation.tax_code = "1801234567"
    deal.need.organisation.representative = "Trần Thị Lan"
    deal.technology.transfer_methods = ["method.documents", "method.training"]
    return deal


def opened(session, deal):
    session.commit()
    session.expire_all()
    return Document(BytesIO(contract_drafts.draft(session, Actor(), deal)))


def text_of(document):
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def rows_of(document):
    return [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]


def hints_of(document):
    return [comment.text for comment in document.comments]


def test_it_begins_as_official_documents_do(session, deal):
    lines = [each.text for each in opened(session, deal).paragraphs if each.text]

    assert lines[:4] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "HỢP ĐỒNG CHUYỂN GIAO CÔNG NGHỆ",
        "Số: 12/2026/HĐ-CGCN",
    ]
    assert any("ngày 20 tháng 11 năm 2026" in line for line in lines)


def test_the_fourteen_articles_stand_in_the_order_of_the_checklist(session, deal):
    document = opened(session, deal)

    headings = [each.text for each in document.paragraphs if each.style.name == "Heading 1"]
    wanted = [each.rule.name_vi.upper() for each in contents.of(session, deal)]
    assert headings == [f"ĐIỀU {number}. {name}" for number, name in enumerate(wanted, start=1)]
    assert len(headings) == 14


def test_paper_and_type_are_those_of_the_decree(session, deal):
    document = opened(session, deal)

    (section,) = document.sections
    normal = document.styles["Normal"].font
    assert (section.page_width.cm, section.page_height.cm) == pytest.approx((21, 29.7), abs=0.01)
    assert section.left_margin == pytest.approx(Cm(3), abs=400)
    assert (normal.name, normal.size) == ("Times New Roman", Pt(13))
    assert "PAGE" in section.header._element.xml


def test_both_sides_are_named_with_what_is_known_of_them(session, deal):
    text = text_of(opened(session, deal))

    assert f"BÊN GIAO (Bên A): {deal.technology.organisation.name_vi.upper()}" in text
    assert f"BÊN NHẬN (Bên B): {deal.need.organisation.name_vi.upper()}" in text
    assert "- Mã số thuế: 1801234567" in text
    assert "- Người đại diện: Trần Thị Lan" in text
    assert "Ninh Kiều, Cần Thơ" in text


def test_a_blank_says_in_the_margin_what_belongs_there(session, deal):
    document = opened(session, deal)

    assert "- Tài khoản: …………" in text_of(document)
    assert "Số tài khoản và tên ngân hàng." in hints_of(document)
    assert text_of(document).count("…………") > 10


def test_the_price_is_written_in_full_with_its_instalments(session, deal):
    deal.value_signed = 850_000_000
    first = Payment(deal=deal, due=date(2026, 12, 20), amount=425_000_000, note="Đợt 1")
    royalty = Payment(
        deal=deal, kind=PaymentKind.ROYALTY, due=date(2027, 12, 31), rate=250, note="Năm 2027"
    )
    session.add_all([first, royalty])

    document = opened(session, deal)

    assert "1. Giá chuyển giao: 850.000.000 đồng" in text_of(document)
    assert ["20/12/2026", "425.000.000 đồng", "Đợt 1"] in rows_of(document)
    assert ["31/12/2027", "2,5% doanh thu", "Năm 2027"] in rows_of(document)


def test_another_currency_keeps_its_code(session, deal):
    deal.value_signed, deal.currency = 1_250_050, "USD"

    assert "1. Giá chuyển giao: 12.500,50 USD" in text_of(opened(session, deal))


def test_what_was_told_of_the_contract_comes_before_what_was_posted(session, deal):
    deal.technology.transfer_right = "right.use"
    deal.transfer_right, deal.transfer_method = "right.ownership", "method.experts"

    text = text_of(opened(session, deal))

    assert "Chuyển nhượng quyền sở hữu công nghệ." in text
    assert "Cử chuyên gia tư vấn kỹ thuật." in text
    assert "Đào tạo bên nhận" not in text


def test_hard_requirements_are_what_is_accepted(session, factories, deal):
    factories.Requirement(need=deal.need)

    assert ["độ ẩm cuối ≤ 12 %", "…………"] in rows_of(opened(session, deal))


def test_the_legal_basis_is_that_of_the_day(session, deal):
    later = text_of(opened(session, deal))
    deal.contract_date = date(2025, 5, 20)
    earlier = text_of(opened(session, deal))

    amended = "ngày 19 tháng 6 năm 2017, được sửa đổi, bổ sung năm 2025"
    assert amended in later
    assert amended not in earlier
    assert "Luật Chuyển giao công nghệ số 07/2017/QH14" in earlier


def test_a_result_of_the_state_names_its_task_and_its_decision(session, factories, deal):
    plain = text_of(opened(session, deal))
    deal.state_funding, deal.task_code = "full", "ĐTĐL.CN-07/22"
    factories.ClearanceStep(
        deal=deal, status="granted_use", decided_on=date(2026, 11, 1), reference="88/QĐ-SKHCN"
    )
    session.refresh(deal)

    text = text_of(opened(session, deal))

    assert "70/2018/NĐ-CP" in text
    assert "70/2018/NĐ-CP" not in plain
    assert "mã số ĐTĐL.CN-07/22" in text
    assert "Đã giao quyền sử dụng: 88/QĐ-SKHCN" in text


def test_a_contract_that_must_be_registered_waits_for_its_certificate(session, deal):
    deal.registration_duty = "must"

    assert "có hiệu lực từ thời điểm được cấp Giấy chứng nhận" in text_of(opened(session, deal))


def test_a_draft_without_a_day_or_a_price_leaves_both_blank(session, factories):
    document = opened(session, factories.Deal())

    assert "ngày …… tháng …… năm ………" in text_of(document)
    assert "1. Giá chuyển giao: …………" in text_of(document)


def test_a_deal_with_everything_odd_is_still_a_draft(session, deal):
    deal.technology.title_vi = "Máy <sấy> & \x0b“mít” 🐟"
    deal.need.product = "=cmd|' /C calc'!A0"
    deal.contract_date += timedelta(days=400)

    assert "Máy <sấy> &" in text_of(opened(session, deal))


def test_the_price_is_repeated_in_words(session, deal):
    deal.value_signed = 850_000_000

    text = text_of(opened(session, deal))

    assert "850.000.000 đồng (bằng chữ: Tám trăm năm mươi triệu đồng)" in text


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không"),
        (15, "Mười lăm"),
        (21, "Hai mươi mốt"),
        (24, "Hai mươi tư"),
        (104, "Một trăm linh bốn"),
        (1_001, "Một nghìn không trăm linh một"),
        (10_015, "Mười nghìn không trăm mười lăm"),
        (111_111, "Một trăm mười một nghìn một trăm mười một"),
        (1_050_000, "Một triệu năm mươi nghìn"),
        (45_500_000, "Bốn mươi lăm triệu năm trăm nghìn"),
        (1_250_000_000, "Một tỷ hai trăm năm mươi triệu"),
        (21_005_000_000, "Hai mươi mốt tỷ năm triệu"),
        (1_000_000_015, "Một tỷ mười lăm"),
        (1_500_000_000_000, "Một nghìn năm trăm tỷ"),
        (10**15, "Một triệu tỷ"),
    ],
)
def test_dong_are_spelled_as_they_are_read(amount, words):
    assert in_words(amount, "VND") == f"{words} đồng"


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        (1_250_050, "USD", "Mười hai nghìn năm trăm phẩy năm mươi đô la Mỹ"),
        (1_250_000, "EUR", "Mười hai nghìn năm trăm euro"),
        (5, "GBP", "Không phẩy không năm bảng Anh"),
        (12_500, "JPY", "Mười hai nghìn năm trăm yên Nhật"),
    ],
)
def test_other_money_is_spelled_with_its_hundredths(amount, currency, words):
    assert in_words(amount, currency) == words
