"""The articles of a contract draft, by the code of the content that each one answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.numbers import get_currency_precision
from sqlalchemy.orm import Session

from matchmaker.services import vocabularies
from matchmaker.services.contract_drafts.paper import Blank, Paper, Part, known
from matchmaker.services.contract_drafts.spelling import in_words
from matchmaker.services.deals import stages
from matchmaker.services.duties import clearance
from models import Deal, Payment, PaymentKind

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Terms:
    """A deal, and the Vietnamese names of the codes that it uses."""

    deal: Deal
    names: Mapping[str, Names]

    @classmethod
    def of(cls, session: Session, deal: Deal) -> "Terms":
        """Read the names once."""
        used = ("transfer_modes", "provinces_34", "ip_types", "ip_status", "rights_clearance")
        return cls(deal, {each: vocabularies.names(session, each, "vi") for each in used})

    def name(self, vocabulary: str, code: str) -> str:
        """Return the name of ``code``, nothing for none."""
        return self.names[vocabulary].get(code, code)

    def province(self, code: str) -> str:
        """Return the name of a province."""
        return self.name("provinces_34", code)


def _name(paper: Paper, terms: Terms) -> None:
    technology = terms.deal.technology
    paper.text(f"1. Tên công nghệ được chuyển giao: {technology.title_vi}.")
    if technology.title_en:
        paper.text(f"2. Tên tiếng Anh: {technology.title_en}.")


def _object(paper: Paper, terms: Terms) -> None:
    technology, need = terms.deal.technology, terms.deal.need
    kind = terms.name("transfer_modes", technology.kind)
    paper.text("1. Đối tượng công nghệ: ", known(kind, "Đối tượng công nghệ theo Luật."), ".")
    paper.text(known(technology.summary_vi, "Mô tả ngắn công nghệ."))
    product = known(need.product, "Sản phẩm, sản lượng mà công nghệ tạo ra.")
    paper.text("2. Sản phẩm do công nghệ tạo ra: ", product, ".")
    standard = known(technology.standards_vi, "Tiêu chuẩn, chất lượng sản phẩm: TCVN, QCVN, TCCS.")
    paper.text("3. Tiêu chuẩn, chất lượng sản phẩm: ", standard)
    rows = [
        (stages.requirement_text(each), Blank("Cách đo, nơi đo, ai xác nhận."))
        for each in stages.hard_requirements(terms.deal)
    ]
    if rows:
        paper.text("4. Chỉ tiêu công nghệ phải đạt khi nghiệm thu:")
        paper.table(("Chỉ tiêu", "Cách kiểm tra"), rows)


def _right(paper: Paper, terms: Terms) -> None:
    deal, technology = terms.deal, terms.deal.technology
    right = terms.name("transfer_modes", deal.transfer_right or technology.transfer_right)
    form = terms.name("transfer_modes", deal.transfer_form or technology.transfer_form)
    paper.text("1. Quyền được chuyển giao: ", known(right, "Quyền sở hữu hay quyền sử dụng."), ".")
    paper.text("2. Hình thức: ", known(form, "Hình thức theo Điều 5 của Luật."), ".")
    scope = Blank("Độc quyền hay không, trên lãnh thổ nào, có được chuyển giao lại không.")
    paper.text("3. Phạm vi sử dụng: ", scope, ".")
    types = ", ".join(terms.name("ip_types", each) for each in technology.ip_types)
    status = terms.name("ip_status", technology.ip_status)
    rights = ", ".join(filter(None, (types, status, technology.ip_number)))
    paper.text("4. Quyền sở hữu trí tuệ: ", known(rights, "Văn bằng, số, ngày cấp."), ".")


def _method(paper: Paper, terms: Terms) -> None:
    deal, technology = terms.deal, terms.deal.technology
    chosen = deal.transfer_method.split("|") if deal.transfer_method else []
    methods = [terms.name("transfer_modes", each) for each in chosen or technology.transfer_methods]
    paper.text("Công nghệ được chuyển giao theo phương thức: ", known(
        "; ".join(methods), "Giao tài liệu, đào tạo, cử chuyên gia, giao máy móc, thiết bị."
    ), ".")  # fmt: skip
    if technology.training_days:
        paper.text(f"Thời gian đào tạo: {technology.training_days} ngày.")


def _rights_duties(paper: Paper, _terms: Terms) -> None:
    paper.text(
        "1. Bên giao có quyền nhận đủ tiền đúng hạn; có nghĩa vụ bảo đảm quyền chuyển giao của mình"
        " là hợp pháp, giao đủ tài liệu, hướng dẫn đến khi đạt các chỉ tiêu đã thỏa thuận."
    )
    paper.text(
        "2. Bên nhận có quyền yêu cầu giao đúng công nghệ đã thỏa thuận; có nghĩa vụ thanh toán,"
        " chuẩn bị mặt bằng, người vận hành, và giữ bí mật công nghệ."
    )
    paper.text("3. Thỏa thuận khác: ", Blank("Quyền cải tiến, quyền chuyển giao lại, bí mật."))


def _price(paper: Paper, terms: Terms) -> None:
    deal = terms.deal
    value, currency = deal.value
    paper.text(
        "1. Giá chuyển giao: ",
        known(amount(value, currency), "Giá bằng số."),
        " (bằng chữ: ",
        known(in_words(value, currency), "Giá bằng chữ."),
        "). Thuế giá trị gia tăng: ",
        Blank("Đã gồm hay chưa gồm thuế; thuế suất."),
        ".",
    )
    paper.text(
        "2. Giá này gồm: ",
        known(deal.technology.price_includes_vi, "Thiết bị, lắp đặt, đào tạo, bảo hành."),
    )
    paper.text("3. Phương thức thanh toán: chuyển khoản, theo các đợt sau:")
    rows = [_payment(each) for each in deal.payments] or [
        (Blank("Hạn trả."), Blank("Số tiền."), Blank("Điều kiện trả đợt này."))
    ]
    paper.table(("Hạn", "Số tiền", "Ghi chú"), rows)


def _payment(payment: Payment) -> tuple[Part, Part, Part]:
    due, note = day(payment.due), payment.note or ""
    if payment.kind is PaymentKind.ROYALTY and payment.rate is not None:
        rate = f"{payment.rate / 100:.2f}".rstrip("0").rstrip(".").replace(".", ",")
        return due, f"{rate}% doanh thu", note
    return due, known(amount(payment.amount, payment.currency), "Số tiền."), note


def _term(paper: Paper, terms: Terms) -> None:
    duration = Blank("Số tháng hoặc ngày hết hạn.")
    paper.text("1. Thời hạn của hợp đồng: ", duration, ".")
    if terms.deal.registration_duty == "must":
        paper.text(
            "2. Hợp đồng thuộc trường hợp phải đăng ký, có hiệu lực từ thời điểm được cấp Giấy"
            " chứng nhận đăng ký chuyển giao công nghệ."
        )
    else:
        paper.text("2. Hợp đồng có hiệu lực từ ", Blank("Ngày ký, hoặc ngày khác."), ".")


def _definitions(paper: Paper, _terms: Terms) -> None:
    paper.text(Blank("Giải thích từ ngữ dùng trong hợp đồng; ghi “Không có” nếu không cần."))


def _plan(paper: Paper, terms: Terms) -> None:
    need = terms.deal.need
    place = ", ".join(filter(None, (need.commune, terms.province(need.province))))
    paper.text("1. Địa điểm chuyển giao: ", known(place, "Nơi lắp đặt, đào tạo."), ".")
    paper.text("2. Kế hoạch, tiến độ:")
    work = ("Bàn giao tài liệu", "Lắp đặt, chạy thử", "Đào tạo", "Nghiệm thu")
    rows = [(each, Blank("Từ ngày đến ngày."), Blank("Ai làm.")) for each in work]
    paper.table(("Công việc", "Thời gian", "Bên thực hiện"), rows)


def _warranty(paper: Paper, terms: Terms) -> None:
    months = terms.deal.technology.warranty_months
    duration = known(str(months) if months else "", "Số tháng.")
    paper.text("1. Thời gian bảo hành: ", duration, " tháng kể từ ngày nghiệm thu.")
    paper.text("2. Cách bảo hành: ", Blank("Thời hạn có mặt, sửa chữa; ai chịu chi phí."))


def _penalty(paper: Paper, _terms: Terms) -> None:
    limit = "Mức phạt. Luật Thương mại giới hạn 8% phần nghĩa vụ bị vi phạm: hãy đối chiếu."
    paper.text("Bên vi phạm chịu phạt ", Blank(limit), "% giá trị phần nghĩa vụ bị vi phạm.")


def _liability(paper: Paper, _terms: Terms) -> None:
    paper.text(
        "Bên vi phạm bồi thường thiệt hại thực tế do mình gây ra, trừ trường hợp bất khả kháng. Bên"
        " gặp bất khả kháng báo cho bên kia trong ",
        Blank("Số ngày."),
        " ngày.",
    )


def _disputes(paper: Paper, _terms: Terms) -> None:
    court = Blank("Tên tòa án hoặc trung tâm trọng tài.")
    paper.text("Tranh chấp được thương lượng, hòa giải; nếu không thành thì đưa đến ", court, ".")


def _other(paper: Paper, terms: Terms) -> None:
    deal = terms.deal
    task = deal.task_code or deal.technology.task_code
    if clearance.funding_of(deal) not in {"", "none"}:
        paper.text("Công nghệ là kết quả của nhiệm vụ có dùng vốn nhà nước, mã số ", known(
            task, "Mã số nhiệm vụ."), ".")  # fmt: skip
    for step in deal.clearance:
        if step.decided_on:
            status = terms.name("rights_clearance", step.status)
            by = " ".join(filter(None, (step.reference, step.authority)))
            paper.text(f"{status}: {by}, ngày {day(step.decided_on)}.")
    copies = Blank("Số bản, mỗi bên giữ mấy bản.")
    paper.text("Hợp đồng lập thành ", copies, " bản có giá trị như nhau.")
    paper.text("Thỏa thuận khác: ", Blank("Phụ lục, thông báo, sửa đổi hợp đồng."))


def day(value: date) -> str:
    """Write a day as dd/mm/yyyy."""
    return f"{value:%d/%m/%Y}"


def amount(value: int | None, currency: str) -> str:
    """Write an amount, kept in the smallest unit of its currency, in full.

    >>> amount(850000000, "VND"), amount(1250050, "USD"), amount(None, "VND")
    ('850.000.000 đồng', '12.500,50 USD', '')
    """
    if value is None:
        return ""
    digits = get_currency_precision(currency)
    written = f"{Decimal(value).scaleb(-digits):,.{digits}f}"
    unit = "đồng" if currency == "VND" else currency
    return written.translate(str.maketrans(",.", ".,")) + f" {unit}"


ARTICLES: Mapping[str, Callable[[Paper, Terms], None]] = {
    "name": _name,
    "object": _object,
    "right": _right,
    "method": _method,
    "rights_duties": _rights_duties,
    "price": _price,
    "term": _term,
    "definitions": _definitions,
    "plan": _plan,
    "warranty": _warranty,
    "penalty": _penalty,
    "liability": _liability,
    "disputes": _disputes,
    "other": _other,
}
"""What is written under each content; one that the law adds later is left to the parties."""
