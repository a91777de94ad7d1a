"""More than is taken at once: what was typed is kept where it can be, else a page says why."""

import pytest
from sqlalchemy import select

from models import DealDocument, Message

TYPED = "Xưởng gửi biên bản chạy thử, xin các bên xem trước thứ Năm"
MEGABYTE = 1024 * 1024
SMALL = 5 * MEGABYTE
WORDS = {
    "vi": ("mỗi lần chỉ nhận 12 MB", "Bấm nút quay lại", "mỗi ô chỉ nhận 2 MB"),
    "en": ("one sending takes 12 MB", "Press your browser", "a box takes 2 MB"),
}


def form(sizes, text=TYPED):
    """Return a message with files of these sizes, as a browser without JavaScript sends it."""
    part = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    body = part.format("message", "").encode() + text.encode() + b"\r\n"
    for number, size in enumerate(sizes):
        named = part.format("file", f'; filename="{number}.pdf"').encode()
        body += named + b"%PDF-1.4\n" + b"x" * size + b"\r\n"
    return {"data": body + b"--x--\r\n", "content_type": "multipart/form-data; boundary=x"}


@pytest.fixture
def write(client, deal, officer):
    """A function that sends a message with files of so many bytes each, and returns the answer."""
    client.sign_in(officer)
    return lambda *sizes, **more: client.post(f"/deals/{deal.code}/messages", **form(sizes, **more))


def test_a_file_that_is_too_large_is_refused_where_the_form_is(session, write):
    answer = write(40 * MEGABYTE)

    assert answer.status_code == 422
    assert "tệp lớn hơn mức cho phép (10 MB)" in answer.text
    assert TYPED in answer.text
    assert session.scalars(select(Message)).all() == []


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("sizes", [[SMALL] * 3, [50 * MEGABYTE]])
def test_what_is_too_large_together_or_by_far_gets_a_page_that_helps(
    client, session, write, language, sizes
):
    client.set_cookie("language", language)

    answer = write(*sizes)

    assert answer.status_code == 413
    limit, back, _long = WORDS[language]
    assert limit in answer.text
    assert back in answer.text
    assert session.scalars(select(Message)).all() == []
    assert session.scalars(select(DealDocument)).all() == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_text_that_is_too_long_is_said_to_be_one(client, write, language):
    client.set_cookie("language", language)

    answer = write(text="mít " * 800_000)

    assert answer.status_code == 413
    assert WORDS[language][2] in answer.text
