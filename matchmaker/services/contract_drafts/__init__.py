"""Contract drafts in Word, in Vietnamese: filled from a deal, finished by its parties."""

from io import BytesIO

from sqlalchemy.orm import Session

from matchmaker.services import audit
from matchmaker.services.actors import Actor
from matchmaker.services.contract_drafts.articles import ARTICLES, Terms
from matchmaker.services.contract_drafts.paper import Blank, Paper, known
from matchmaker.services.duties import answers, clearance, contents
from models import Deal, Organisation

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SUPPLY, DEMAND = "Bên giao", "Bên nhận"


def draft(session: Session, actor: Actor, deal: Deal) -> bytes:
    """Write the draft of the contract of ``deal``; who asks may know both of its sides."""
    terms = Terms.of(session, deal)
    paper = Paper(f"Dự thảo hợp đồng chuyển giao công nghệ, thương vụ {deal.code}")
    _opening(session, paper, terms)
    _parties(paper, terms)
    rules = [content.rule for content in contents.of(session, deal)]
    for number, rule in enumerate(rules, start=1):
        paper.article(number, rule.name_vi)
        ARTICLES.get(rule.code, _other)(paper, terms)
    paper.signatures(f"ĐẠI DIỆN {SUPPLY.upper()}", f"ĐẠI DIỆN {DEMAND.upper()}")
    audit.record(session, actor, "deal:draft", deal.code)
    file = BytesIO()
    paper.document.save(file)
    return file.getvalue()


def file_name(deal: Deal) -> str:
    """Name the file: by the deal's code, since names of firms may be no one's business."""
    return f"du-thao-hop-dong-{deal.code}.docx"


def _opening(session: Session, paper: Paper, terms: Terms) -> None:
    deal = terms.deal
    paper.letterhead()
    paper.title(
        "HỢP ĐỒNG CHUYỂN GIAO CÔNG NGHỆ",
        f"Bản dự thảo lập từ thương vụ {deal.code}. Các bên kiểm tra từng điều, điền chỗ trống, rồi"
        " xóa các chú thích này. Bản này không thay cho tư vấn pháp lý.",
    )
    paper.centred(
        "Số: ", known(deal.contract_number, "Số hợp đồng, ví dụ 12/2026/HĐ-CGCN.", "……/HĐ-CGCN")
    )
    needs_clearance = clearance.standing(session, deal) is not clearance.Standing.NOT_NEEDED
    for basis in answers.in_force(session, deal, "contract_bases"):
        if needs_clearance or not basis.attributes.get("clearance"):
            paper.basis(f"Căn cứ {basis.name_vi};", _review(basis.attributes))
    paper.basis("Căn cứ nhu cầu và khả năng của các bên.")
    paper.text(*_signed_on(terms), ", tại ", Blank("Nơi ký hợp đồng."), ", chúng tôi gồm có:")


def _review(attributes: dict[str, str]) -> str:
    if not attributes.get("review"):
        return ""
    return "Cần đối chiếu quy định mới: văn bản này có thể đã được sửa đổi hoặc thay thế."


def _signed_on(terms: Terms) -> tuple[str | Blank, ...]:
    day = terms.deal.contract_date
    if day is None:
        return ("Hôm nay, ", Blank("Ngày ký hợp đồng.", "ngày …… tháng …… năm ………"))
    return (f"Hôm nay, ngày {day:%d} tháng {day:%m} năm {day:%Y}",)


def _parties(paper: Paper, terms: Terms) -> None:
    technology, need = terms.deal.technology, terms.deal.need
    _party(paper, terms, f"{SUPPLY.upper()} (Bên A)", technology.organisation)
    _party(paper, terms, f"{DEMAND.upper()} (Bên B)", need.organisation)
    for number, each in enumerate(terms.deal.parties):
        _party(paper, terms, f"BÊN THAM GIA (Bên {chr(ord('C') + number)})", each.organisation)
    paper.text("Các bên thống nhất ký hợp đồng với những nội dung sau đây:")


def _party(paper: Paper, terms: Terms, role: str, organisation: Organisation) -> None:
    paper.subject(f"{role}: {organisation.name_vi.upper()}")
    where = ", ".join(
        filter(
            None,
            (organisation.address, organisation.commune, terms.province(organisation.province)),
        )
    )
    paper.fact("Địa chỉ", known(where, "Địa chỉ trụ sở, như trong giấy đăng ký."))
    paper.fact("Mã số thuế", known(organisation.tax_code, "Mã số thuế hoặc số quyết định."))
    paper.fact("Điện thoại", known(organisation.phone, "Số điện thoại liên hệ."))
    paper.fact("Thư điện tử", known(organisation.email, "Địa chỉ thư điện tử nhận thông báo."))
    paper.fact("Người đại diện", known(organisation.representative, "Họ và tên người ký."))
    paper.fact("Chức vụ", Blank("Chức vụ; nếu ký theo ủy quyền, ghi số và ngày giấy ủy quyền."))
    paper.fact("Tài khoản", Blank("Số tài khoản và tên ngân hàng."))


def _other(paper: Paper, _terms: Terms) -> None:
    paper.text(Blank("Nội dung do các bên thỏa thuận."))
