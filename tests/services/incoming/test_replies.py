"""What a mail says itself: the shapes that mail programs write, in Vietnamese and English."""

import email.message
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matchmaker.services.incoming import authenticity, html, letter, machines, replies
from matchmaker.services.incoming.letter import Unreadable

MAILS = Path(__file__).with_name("mails")

_ENCODED = "Chúng tôi cần máy sấy, độ ẩm dưới 12 %, đường vào xưởng hẹp."
SAID = {
    "gmail_vi": "Dạ có, xưởng đang dùng 380 V.\nAnh chị cho xem máy vào thứ Ba được không?",
    "gmail_en": "Yes, 380 V is available.",
    "outlook_vi": "Chào chị Mai,\n\nCông suất 500 kg mỗi mẻ là vừa.",
    "outlook_classic": "Được, mai tôi gọi.",
    "outlook_html_only": "Chúng tôi đồng ý thử máy.\n\nNgày nào tiện?",
    "outlook_border": "Giá 850 triệu là cao.",
    "iphone_vi": "Vâng, tôi sẽ đến.",
    "yahoo_vi": "Tôi cần thêm bản vẽ.",
    "yahoo_plain": "Tôi cần thêm bản vẽ.",
    "zimbra_vi": "Kính gửi chị,\n\nĐơn vị đã có kinh phí.",
    "zimbra_html": "Đơn vị đã có kinh phí.",
    "thunderbird": "Có, đang dùng cho máy xay.\nTuần sau.",
    "vnpt_webmail": (
        "Kính gửi Trung tâm,\n\nViện đã bố trí cán bộ kỹ thuật:\n- Nguyễn An\n- Trần Bình\n"
        "Công suất 500 kg/mẻ\nĐiện 380 V"
    ),
    "bottom_posting": "Tôi trả lời ở dưới cho dễ theo dõi.",
    "marker_only": "Đồng ý với lịch thử máy.",
    "farewell": "Kính gửi anh chị,\n\nHợp tác xã đồng ý.",
    "postscript": "Hợp tác xã đồng ý.\n\nTrân trọng,\nKhuê\n\nTái bút: nhớ mang đồng hồ đo ẩm.",
    "long_history": "Tôi nhắc lại: cần máy trước tháng 9.",
    "forwarded_with_words": "Nhờ anh chị xem báo giá này.",
    "windows_1258": _ENCODED,
    "windows_1258_as_latin1": _ENCODED,
    "utf8_as_latin1": _ENCODED,
    "tcvn3": _ENCODED,
    "no_charset": _ENCODED,
    "raw_8bit_headers": "Tiêu đề không mã hóa.",
    "inline_pictures": "Ảnh máy cũ đây.",
    "calendar": "Tôi sẽ dự buổi thử máy.",
    "winmail": "Tôi gửi lại hợp đồng.",
    "signed": "Thư có chữ ký số.",
    "mail_inside": "Xem thư đính kèm.",
    "hostile_html": "Máy tốt.\n\nbấm bảng giá (https://may.example.vn/gia)",
    "empty_reply": "",
    "only_a_file": "",
}


def opened(name):
    return letter.read((MAILS / f"{name}.eml").read_bytes())


def reply(name):
    return replies.split(letter.text_of(opened(name)))


@pytest.mark.parametrize("name", SAID)
def test_a_mail_is_parted_into_what_it_says_and_what_it_quotes(name):
    assert reply(name).text == SAID[name]


@pytest.mark.parametrize("name", ["gmail_vi", "outlook_vi", "zimbra_html", "iphone_vi", "yahoo_vi"])
def test_the_history_below_is_kept_apart(name):
    assert "Bên mình có nguồn 3 pha không ạ?" in reply(name).quoted


def test_a_mail_that_only_forwards_says_what_it_forwards():
    assert "Giá máy là 850 triệu đồng." in reply("forwarded").text


def test_ordinary_sentences_are_no_attributions():
    text = "Hôm qua anh có viết:\nmáy hỏng.\nTừ: kho số 2\nTôi đã sửa xong."

    assert replies.split(text).text == text


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("attachments", ["Bản vẽ máy sấy (lần 2).pdf", "ảnh xưởng.png"]),
        ("raw_8bit_headers", ["Báo giá.pdf"]),
        ("inline_pictures", ["IMG_1234.png"]),
        ("winmail", ["winmail.dat"]),
        ("calendar", []),
        ("signed", []),
        ("gmail_vi", []),
    ],
)
def test_files_come_by_their_names_and_logos_do_not_come(name, files):
    assert [each.name for each in letter.files_of(opened(name))] == files


@pytest.mark.parametrize("name", sorted(path.stem for path in MAILS.glob("*.eml")))
def test_every_head_is_read_in_plain_words(name):
    found = opened(name)

    assert "@" in found.sender
    assert "=?" not in found.subject
    assert "\ufffd" not in found.subject + found.header("From")


@pytest.mark.parametrize(
    ("raw", "sender"),
    [
        ("Khuê <khue@htx.vn>", "khue@htx.vn"),
        ("KHUE@HTX.VN", "khue@htx.vn"),
        ('"an@viện.vn" <khue@htx.vn>', "khue@htx.vn"),
        ("an@vien.vn, khue@htx.vn", ""),
        ("an@vien.vn <khue@htx.vn>", ""),
        ("an@vien.vn]<khue@htx.vn>", ""),
        ("", ""),
    ],
)
def test_the_sender_is_one_address_or_nobody(raw, sender):
    data = f"From: {raw}\nMessage-ID: <1@x>\n\nx".encode()

    assert letter.read(data).sender == sender


def test_two_senders_are_nobody():
    assert letter.read(b"From: an@a.vn\nFrom: binh@b.vn\n\nx").sender == ""


def test_a_mail_without_a_name_is_known_by_its_content():
    first, again, other = (letter.read(b"From: a@b.vn\n\n" + text) for text in (b"x", b"x", b"y"))

    assert first.message_id == again.message_id != other.message_id


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("bounce_postfix", "5.1.1 550 5.1.1 <khue@htx.example.vn>: User unknown"),
        ("bounce_exchange", "5.2.2 552 5.2.2 mailbox full"),
        ("bounce_qmail", "5.0.0"),
    ],
)
def test_what_came_back_is_recognised_with_the_reason(name, reason):
    bounce = machines.bounce_of(opened(name))

    assert (bounce.message_id, bounce.reason) == ("ab12" * 8, reason)


@pytest.mark.parametrize("name", ["delayed", "vacation", "gmail_vi", "mail_inside"])
def test_delays_and_replies_are_no_bounces(name):
    assert machines.bounce_of(opened(name)) is None


def test_machines_are_told_from_people():
    names = (path.stem for path in MAILS.glob("*.eml"))
    automatic = {name for name in names if machines.is_automatic(opened(name))}

    assert automatic == {
        "vacation",
        "out_of_office",
        "delayed",
        "bounce_postfix",
        "bounce_exchange",
        "bounce_qmail",
    }


@pytest.mark.parametrize(
    ("results", "forged"),
    [
        ("mx.match.vn; dmarc=fail header.from=htx.vn; spf=pass", True),
        ("mx.match.vn; dmarc=pass; spf=fail", False),
        ("mx.match.vn; spf=fail smtp.mailfrom=a@b.vn; dkim=none", True),
        ("mx.match.vn; spf=fail; dkim=pass (2048-bit key) header.d=htx.vn", False),
        ("mx.match.vn; spf=softfail; dkim=none", False),
        ("mx.elsewhere.vn; dmarc=fail", False),
        ("mx.match.vn; none", False),
    ],
)
def test_our_own_server_says_what_is_forged(results, forged):
    found = letter.read(f"Authentication-Results: {results}\nFrom: a@b.vn\n\nx".encode())

    assert authenticity.is_forged(found, "mx.match.vn") is forged
    assert not authenticity.is_forged(found, "")


def test_a_mail_that_asks_for_too_much_work_is_not_read():
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(500)
    )
    stretched = b"Content-Type: text/plain" + b"; a=b" * 50_000 + b"\n\nx"

    in_pieces = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 50_000

    for data in (nested, b"\n" * 700_000, stretched, in_pieces):
        with pytest.raises(Unreadable):
            letter.read(b"From: a@b.vn\n" + data)
    assert letter.head(b"From: a@b.vn\nSubject: x\n\n" + nested).sender == "a@b.vn"


@pytest.mark.parametrize(
    "text",
    [
        "-" * 200_000,
        "viết:" + " " * 200_000 + "x",
        "\n".join(["Trân trọng,"] * 20_000),
        "\n".join(["Từ: a"] * 40_000),
        "\n".join(["a viết:"] * 25_000),
        "\n" * 200_000,
        "From " * 40_000,
    ],
)
def test_the_time_of_parting_grows_with_the_length_only(text):
    start = time.process_time()
    replies.split(text)

    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 100_000 + "x",
        "<b><i><p>x" * 50_000,
        "<!--" * 100_000,
        "<pre>" + "<b>x</b>y" * 50_000,
        '<a b="' * 80_000,
        '<a href="http://a.vn/b">a' * 20_000,
    ],
)
def test_no_html_takes_long(source):
    start = time.process_time()
    html.text_of(source)

    assert time.process_time() - start < 10


_HEADERS = st.sampled_from(
    [
        "From",
        "To",
        "Subject",
        "Content-Type",
        "Content-Disposition",
        "Content-Transfer-Encoding",
        "Message-ID",
        "Auto-Submitted",
        "Return-Path",
        "Authentication-Results",
    ]
)
_VALUES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [
            b"multipart/mixed; boundary=b",
            b"multipart/report; boundary=b",
            b"multipart/alternative; boundary=b",
            b"text/html; charset=zlib",
            b"text/plain; charset=utf-16; format=flowed",
            b"text/plain; charset*=x'y'%ff",
            b"message/rfc822",
            b"message/delivery-status",
            b"base64",
            b"quoted-printable",
            b"x-uuencode",
            b"attachment; filename*0*=utf-8''%E1%BA; filename*1=x",
            b"attachment; filename==?utf-8?b?!!!?=",
            b"=?utf-8?q?=?= =?x-nothing?b?AAA?=",
            b"mx; dmarc=fail",
        ]
    ),
)


@st.composite
def raw_mails(draw):
    """Bytes that look like a mail, more or less."""
    lines = []
    for _part in range(draw(st.integers(1, 4))):
        for _header in range(draw(st.integers(0, 5))):
            lines.append(draw(_HEADERS).encode() + b": " + draw(_VALUES))
        lines += [
            b"",
            draw(st.binary(max_size=200)),
            draw(st.sampled_from([b"--b", b"--b--", b""])),
        ]
    return b"\n".join(lines)


@given(st.one_of(raw_mails(), st.binary(max_size=2_000)))
@example(b"")
@example(b"Content-Type: text/html; charset=hex\n\n00")
@example("From: Khuê <a@b.vn>\nContent-Type: text/plain; name=Báo giá\n\nx".encode())
def test_no_bytes_make_the_reader_fail(data):
    try:
        found = letter.read(data)
    except Unreadable:
        found = letter.head(data)

    parted = replies.split(letter.text_of(found))
    assert isinstance(found.message, email.message.Message)
    assert all(isinstance(each.data, bytes) for each in letter.files_of(found))
    assert machines.bounce_of(found) is None or machines.is_automatic(found) in {True, False}
    assert authenticity.is_forged(found, "mx") in {True, False}
    (parted.text + parted.quoted + found.subject + found.sender).encode()


@given(st.text(max_size=500), st.lists(st.text(alphabet="abc đ?", max_size=30), max_size=5))
def test_nothing_said_above_our_line_is_lost(text, below):
    said = text.replace("##-", "").replace(">", "")
    found = replies.split("\n".join([said, replies.REPLY_LINE, *below]))

    kept = f"{found.text}{found.quoted}"
    assert all(word in kept for line in said.split("\n") for word in [line.strip()])
