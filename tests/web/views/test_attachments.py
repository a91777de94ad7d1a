"""Files of postings."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from models import Attachment, Disclosure, PostingState

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n"


def picture(kind="PNG"):
    buffer = io.BytesIO()
    Image.new("RGB", (30, 20), "teal").save(buffer, kind)
    return buffer.getvalue()


@pytest.fixture
def owner(client, factories):
    return client.sign_in(factories.member("coop"))


@pytest.fixture
def need(factories, owner):
    return factories.Need(organisation=owner.memberships[0].organisation)


def upload(client, posting, data, name="ảnh.png", caption="Lò sấy đang chạy"):
    return client.post(
        f"/attachments/of/{posting.code}",
        data={"file": (io.BytesIO(data), name), "caption": caption},
        content_type="multipart/form-data",
    )


def stored(session):
    session.expire_all()
    return session.scalars(select(Attachment).order_by(Attachment.id)).all()


def url(attachment):
    return f"/attachments/{attachment.id}/{attachment.name}"


def test_a_picture_is_added_with_its_words_and_shown(client, session, need):
    response = upload(client, need, picture())

    (attachment,) = stored(session)
    page = client.get(response.location).text
    assert 'alt="Lò sấy đang chạy"' in page
    shown = client.get(url(attachment))
    assert shown.mimetype == "image/png"
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "attachment" not in shown.headers.get("Content-Disposition", "")
    shown.close()


def test_a_pdf_is_a_download_under_its_own_name(client, session, need):
    upload(client, need, PDF, "Bản vẽ.pdf", caption="")

    (attachment,) = stored(session)
    shown = client.get(url(attachment))
    assert shown.data == PDF
    assert shown.headers["Content-Disposition"].startswith("attachment")
    assert "B%E1%BA%A3n%20v%E1%BA%BD.pdf" in shown.headers["Content-Disposition"]
    shown.close()


def test_a_picture_without_words_is_asked_for_them(client, session, need):
    response = upload(client, need, picture(), caption=" \u200b")

    assert response.status_code == 422
    assert "Ảnh cần có chú thích" in response.text
    assert stored(session) == []


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("ảnh.png", b"<html><script>alert(1)</script>", "bên trong thật ra là trang web (HTML)"),
        ("hồ sơ.pdf", b"MZ\x90", "chương trình chạy được"),
        ("trang.html", b"<html>", "chỉ nhận PDF và ảnh JPEG, PNG, WebP"),
        ("rỗng.png", b"", "tệp không có nội dung"),
    ],
)
def test_a_file_that_lies_is_refused_at_its_field(client, need, name, data, message):
    response = upload(client, need, data, name)

    assert response.status_code == 422
    assert message in response.text
    assert "Chưa có hình ảnh hay tệp nào" in client.get(f"/attachments/of/{need.code}").text


def test_no_file_is_asked_for(client, need):
    response = client.post(f"/attachments/of/{need.code}", data={"caption": "x"})

    assert response.status_code == 422
    assert "Hãy chọn một tệp." in response.text


def test_a_text_where_the_file_belongs_is_no_file(client, need):
    response = client.post(f"/attachments/of/{need.code}", data={"file": "../../etc/passwd"})

    assert response.status_code == 422


@pytest.mark.parametrize(
    ("size", "status", "message"),
    [
        (10, 422, "tệp lớn hơn mức cho phép"),
        (13, 422, "tệp lớn hơn mức cho phép"),
        (49, 413, "quá lớn"),
    ],
)
def test_a_file_beyond_the_limit_is_refused(client, need, size, status, message):
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    body = head + PDF + b"x" * (size * 1024 * 1024) + b"\r\n--x--\r\n"

    response = client.post(
        f"/attachments/of/{need.code}", data=body, content_type="multipart/form-data; boundary=x"
    )

    assert response.status_code == status
    assert message in response.text


def test_eight_files_are_enough(client, session, need):
    for number in range(8):
        upload(client, need, PDF + b"%d" % number, f"{number}.pdf")

    response = upload(client, need, PDF, "9.pdf")

    assert response.status_code == 422
    assert (
        "đã đủ số tệp cho phép" in client.post(f"/attachments/of/{need.code}", data={}).text
        or "Tin đã đủ 8 tệp" in response.text
    )
    assert len(stored(session)) == 8


def test_words_are_changed_and_files_removed(client, session, need):
    upload(client, need, picture())
    (attachment,) = stored(session)
    address = url(attachment)

    client.post(f"/attachments/{attachment.id}/caption", data={"caption": "Lò mới"})
    assert stored(session)[0].caption == "Lò mới"

    client.post(f"/attachments/{attachment.id}/caption", data={"caption": ""})
    assert stored(session)[0].caption == "Lò mới"

    client.post(f"/attachments/{attachment.id}/remove")
    assert stored(session) == []
    assert client.get(address).status_code == 404


def test_a_posting_with_a_reviewer_takes_no_files(client, session, need):
    need.state = PostingState.SUBMITTED
    session.commit()

    response = upload(client, need, picture())

    assert response.status_code == 422
    assert "không còn ở trạng thái cho phép" in response.text
    assert stored(session) == []


def test_others_change_no_files(client, session, factories, need):
    upload(client, need, picture())
    (attachment,) = stored(session)
    client.sign_in(factories.member("coop"))

    assert client.get(f"/attachments/of/{need.code}").status_code == 403
    assert upload(client, need, picture()).status_code == 403
    assert client.post(f"/attachments/{attachment.id}/remove").status_code == 403
    assert client.post(f"/attachments/{attachment.id}/caption").status_code == 403
    assert len(stored(session)) == 1


def test_files_are_read_by_whoever_reads_the_posting(client, session, factories, need):
    upload(client, need, picture())
    (attachment,) = stored(session)
    client.get("/account/sign-out")
    visitor = client.application.test_client()

    shown = visitor.get(url(attachment))
    assert shown.status_code == 200
    shown.close()

    need.state = PostingState.DRAFT
    session.commit()
    assert "/sign-in" in visitor.get(url(attachment)).location


def test_files_of_a_blind_need_are_for_those_let_in(client, session, factories, need):
    upload(client, need, picture())
    (attachment,) = stored(session)
    need.blind = True
    institute = factories.member("institute")
    session.commit()

    for user in (factories.administrator(), factories.member("ministry"), institute):
        client.sign_in(user)
        assert client.get(url(attachment)).status_code == 403

    need.disclosures.append(Disclosure(organisation_id=institute.memberships[0].organisation_id))
    session.commit()
    shown = client.get(url(attachment))
    assert shown.status_code == 200
    shown.close()


@pytest.mark.parametrize("name", ["khác.png", "..%2f..%2fetc%2fpasswd", "%00"])
def test_a_forged_name_is_not_found(client, session, need, name):
    upload(client, need, picture())
    (attachment,) = stored(session)

    assert client.get(f"/attachments/{attachment.id}/{name}").status_code == 404
    assert client.get(f"/attachments/999999/{name}").status_code == 404
    assert client.get("/attachments/99999999999999999999999/a.png").status_code == 404
