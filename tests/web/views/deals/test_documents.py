"""Files of a deal on the page."""

import io
import re
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from models import Audience, DealDocument, DocumentKind, NdaState
from tests.services.files.test_office_files import WORD, docx
from tests.services.files.test_uploads import picture
from tests.web.views.deals.sending import FOR_ALL, PDF, move


class Browser:
    """A browser of one person on one deal."""

    def __init__(self, app, deal, person):
        self.client, self.address = app.test_client(), f"/deals/{deal.code}"
        self.person, self.name = person, person.display_name
        self.client.sign_in(person)

    def upload(self, *files, **form):
        """Upload ``files`` as pairs of a name and its content, with what the form says besides."""
        sent = [(io.BytesIO(data), name) for name, data in files]
        data = {**FOR_ALL, **form, "document": sent}
        return self.client.post(f"{self.address}/documents", data=data)

    def page(self):
        return self.client.get(self.address).text

    def url(self, number, what=""):
        return f"{self.address}/documents/{number}{what}"

    def get(self, number, what=""):
        with self.client.get(self.url(number, what)) as answer:
            return answer

    def post(self, number, what, **form):
        return self.client.post(self.url(number, what), data=form, follow_redirects=True)


@pytest.fixture
def centre(app, deal, officer):
    return Browser(app, deal, officer)


@pytest.fixture
def supply(app, deal, institute):
    return Browser(app, deal, institute)


@pytest.fixture
def demand(app, factories, deal):
    return Browser(app, deal, factories.Membership(organisation=deal.need.organisation).user)


@pytest.fixture
def stored(session):
    """Read what the database holds of the files, and let go of it."""
    session.rollback()

    def read():
        session.expire_all()
        found = session.scalars(select(DealDocument).order_by(DealDocument.id)).all()
        rows = [SimpleNamespace(**{key: getattr(each, key) for key in _KEPT}) for each in found]
        session.rollback()
        return rows

    return read


_KEPT = ("id", "name", "media_type", "kind", "audience", "edition", "sha256")


def test_several_files_go_up_at_once_and_come_down(centre, stored):
    centre.upload(("Biên bản họp.pdf", PDF), ("Dự thảo.docx", docx()), kind="minutes")

    first, second = stored()
    assert [first.name, second.name] == ["Biên bản họp.pdf", "Dự thảo.docx"]
    assert (first.kind, second.media_type) == (DocumentKind.MINUTES, WORD)
    with centre.client.get(centre.url(first.id)) as answer:
        assert answer.data == PDF
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert "filename*=UTF-8''" in disposition
    assert "Biên bản họp.pdf" in unquote(disposition)
    assert centre.get(second.id + 1).status_code == 404


def test_the_sound_files_stay_where_another_is_refused(centre, stored):
    macros = docx(more={"word/vbaProject.bin": b"\x00"})

    centre.upload(("Biên bản.pdf", PDF), ("Biểu mẫu.docx", macros))

    text = centre.page()
    assert [each.name for each in stored()] == ["Biên bản.pdf"]
    assert "Đã thêm 1 tệp." in text
    assert "Biểu mẫu.docx" in text
    assert "tệp có macro" in text


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("hợp đồng.docx", PDF, "bên trong thật ra là tệp PDF. Hãy đổi đuôi tên tệp thành .pdf"),
        ("hợp đồng.pdf", b"<!doctype html><p>", "bên trong thật ra là trang web (HTML)"),
        ("ảnh.heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "Tương thích nhất"),
        ("tất cả.zip", b"PK\x05\x06".ljust(22, b"\x00"), "Hãy giải nén"),
        ("hợp đồng.docx", docx()[:900], "bị hỏng hoặc chép chưa xong"),
        ("rỗng.pdf", b"", "không có nội dung"),
    ],
)
def test_a_file_that_is_not_taken_says_what_it_is_and_what_to_do(centre, stored, name, data, says):
    answer = centre.upload((name, data))

    assert answer.status_code == 422
    assert says in answer.text
    assert stored() == []


@pytest.fixture
def tried(client, session, officer, deal):
    """The deal after its trial, whose minutes are wanted; returns what sends them."""
    deal.stage = "trial"
    client.sign_in(officer)

    def send(name, data):
        file = (io.BytesIO(data), name)
        return move(client, session, deal, "negotiation", officer, minutes_file=file)

    return send


def test_minutes_that_are_not_what_they_say_leave_the_deal_where_it_is(tried, session, deal):
    answer = tried("Biên bản.pdf", b"<html><script>")

    session.refresh(deal)
    assert answer.status_code == 422
    assert "bên trong thật ra là trang web (HTML)" in answer.text
    assert deal.stage == "trial"
    assert deal.documents == []


def test_minutes_may_be_a_word_file(tried, session, deal):
    tried("Biên bản.docx", docx())

    session.refresh(deal)
    assert [(each.kind, each.media_type) for each in deal.documents] == [("minutes", WORD)]


def test_no_file_is_no_document(centre, stored):
    none = centre.client.post(f"{centre.address}/documents", data=FOR_ALL)

    assert none.status_code == 422
    assert centre.upload(("a.pdf", PDF), audience="everybody").status_code == 422
    assert stored() == []


def test_before_an_agreement_a_file_waits_for_a_second_yes(centre, supply, stored):
    sent = centre.upload(("Quy trình.pdf", PDF), confirmed="")

    (document,) = stored()
    assert document.audience is Audience.CENTRE
    assert supply.get(document.id).status_code == 403
    page = centre.client.get(sent.location).text
    assert "chưa có thỏa thuận bảo mật" in page
    assert '<option selected value="parties">' in page
    assert centre.post(document.id, "/audience", audience="parties").status_code == 422
    centre.post(document.id, "/audience", audience="parties", confirmed="y")
    assert supply.get(document.id).status_code == 200


def test_several_files_wait_together(centre, stored):
    sent = centre.upload(("a.pdf", PDF), ("b.pdf", PDF), confirmed="")

    assert [each.audience for each in stored()] == ["centre", "centre"]
    assert sent.location.endswith("#documents")
    assert "Chưa chia sẻ (Tất cả các bên)" in centre.page()


def test_after_an_agreement_nothing_is_asked(centre, session, deal, stored):
    deal.nda = NdaState.SIGNED
    session.commit()

    centre.upload(("Quy trình.pdf", PDF), confirmed="")

    assert [each.audience for each in stored()] == ["parties"]
    assert "Vẫn chia sẻ" not in centre.page()


def test_a_party_uploads_for_its_side_and_its_name_stands_by_it(centre, supply, demand, stored):
    demand.upload(("Bản vẽ xưởng.pdf", PDF), audience="demand")

    (document,) = stored()
    page = centre.client.get(centre.url(document.id, "/view")).text
    assert demand.name in page
    assert "(bên cầu)" in page
    assert "Bản vẽ xưởng" in demand.page()
    assert "Bản vẽ xưởng" not in supply.page()
    assert demand.upload(("a.pdf", PDF), audience="supply").status_code == 422


def test_the_timeline_tells_of_a_file_only_those_who_may_read_it(centre, supply):
    centre.upload(("Giá sàn.pdf", PDF), audience="centre")
    centre.upload(("Báo giá.pdf", PDF), audience="supply")

    own, theirs = centre.page(), supply.page()

    assert own.count("Thêm tài liệu</p>") == 2
    assert "Giá sàn.pdf" not in theirs
    assert theirs.count("Báo giá.pdf") >= 2
    assert theirs.count("Thêm tài liệu</p>") == 1


def test_who_is_not_let_in_learns_nothing_of_what_a_blind_firm_uploads(
    blind, demand, supply, stored
):
    demand.upload((f"{blind}.pdf", PDF))
    (document,) = stored()

    page = supply.page()

    assert demand.name not in page
    assert blind not in page
    for address in ("", "/view", "/content"):
        assert supply.get(document.id, address).status_code == 403


def test_the_old_edition_stays_behind_the_new(centre, stored):
    centre.upload(("Hợp đồng.docx", docx()))
    (first,) = stored()

    centre.post(first.id, "/edition", document=(io.BytesIO(PDF), "Bản ký.pdf"))
    stale = centre.post(first.id, "/edition", document=(io.BytesIO(PDF), "b.pdf"))

    _, second = stored()
    assert stale.status_code == 409
    page = centre.page()
    assert "bản 2, mới nhất" in page
    assert "1 bản cũ hơn" in page
    assert "Xem bản mới nhất (bản 2)" in centre.get(first.id, "/view").text
    assert second.sha256[:12] in centre.get(second.id, "/view").text


def test_a_wrong_new_edition_changes_nothing(centre, stored, document):
    wrong = centre.post(document, "/edition", document=(io.BytesIO(b"<html>"), "a.pdf"))
    nothing = centre.post(document, "/edition")

    assert "trang web (HTML)" in wrong.text
    assert "Hãy chọn ít nhất một tệp." in nothing.text
    assert len(stored()) == 1


def test_a_withdrawal_can_be_taken_back(document, centre, supply):
    centre.post(document, "/withdraw")

    assert supply.get(document).status_code == 403
    assert "1 tệp đã rút" in centre.page()
    assert "đã được rút" in centre.get(document, "/view").text

    centre.post(document, "/restore")

    assert supply.get(document).status_code == 200


def test_pictures_and_pdf_are_shown_where_nothing_of_them_may_run(centre, stored):
    centre.upload(("Ảnh.jpg", picture()), ("Bản vẽ.pdf", PDF), ("Dự thảo.docx", docx()))
    image, pdf, word = stored()

    for document, shows in ((image, "<img"), (pdf, "<iframe")):
        content = centre.url(document.id, "/content")
        page = centre.get(document.id, "/view").text
        assert re.search(f'{shows}[^>]* src="{content}[#"]', page)
        with centre.client.get(content) as answer:
            assert answer.mimetype == document.media_type
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'self'" in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Trình duyệt không hiện được tệp Word" in centre.get(word.id, "/view").text
    assert centre.get(word.id, "/content").status_code == 404


def test_the_agreement_is_written_down_and_shown_to_all(session, deal, centre, supply):
    form = {"version": str(deal.version), "nda": "signed"}
    session.rollback()

    undated = centre.client.post(f"{centre.address}/nda", data=form)
    dated = {**form, "nda_on": "01/11/2026"}
    saved, stale = (centre.client.post(f"{centre.address}/nda", data=dated) for _ in range(2))

    assert [undated.status_code, saved.status_code, stale.status_code] == [422, 302, 409]
    page = supply.page()
    assert "Đã ký" in page
    assert "01/11/2026" in page


def test_bytes_that_are_gone_are_not_found(session, deal, centre, stored):
    session.add(
        DealDocument(deal=deal, name="a.pdf", media_type="application/pdf", size=1, sha256="0" * 64)
    )
    session.commit()
    (document,) = stored()

    assert centre.get(document.id).status_code == 404
