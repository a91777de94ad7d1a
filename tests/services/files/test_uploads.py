"""Uploaded files."""

import io
import struct
import zlib

import pytest
from PIL import Image

from matchmaker.services.errors import InvalidFile
from matchmaker.services.files import uploads

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n"


def picture(kind="JPEG", size=(40, 30), mode="RGB", **options):
    buffer = io.BytesIO()
    Image.new(mode, size, "teal").save(buffer, kind, **options)
    return buffer.getvalue()


def size_of(folder, stored):
    with Image.open(uploads.path_of(folder, stored.sha256)) as kept:
        return kept.size


def why(folder, name, data, **options):
    with pytest.raises(InvalidFile) as refusal:
        uploads.store(folder, name, data, **options)
    return refusal.value.why


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_kept_under_its_hash(tmp_path, kind):
    stored = uploads.store(tmp_path, f"máy sấy.{kind.lower()}", picture(kind))

    path = uploads.path_of(tmp_path, stored.sha256)
    assert path == tmp_path / stored.sha256[:2] / stored.sha256
    assert stored.media_type == f"image/{kind.lower()}"
    assert path.stat().st_size == stored.size
    assert [each.name for each in path.parent.iterdir()] == [stored.sha256]


def test_a_pdf_is_kept_as_it_is(tmp_path):
    stored = uploads.store(tmp_path, "bản vẽ.pdf", PDF)

    assert uploads.path_of(tmp_path, stored.sha256).read_bytes() == PDF
    assert stored.name == "bản vẽ.pdf"


def test_the_same_file_twice_takes_its_place_once(tmp_path):
    first = uploads.store(tmp_path, "a.pdf", PDF)
    second = uploads.store(tmp_path, "b.pdf", PDF)

    assert first.sha256 == second.sha256


def test_where_a_photo_was_taken_is_forgotten(tmp_path):
    exif = Image.Exif()
    exif[0x010E] = "Kho của Hợp tác xã Ba Láng"
    data = picture(exif=exif, comment=b"secret place")
    assert b"Ba L" in data
    assert b"secret place" in data

    stored = uploads.store(tmp_path, "kho.jpg", data)

    kept = uploads.path_of(tmp_path, stored.sha256).read_bytes()
    assert b"Ba L" not in kept
    assert b"secret place" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_a_photo_held_sideways_is_turned_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6

    stored = uploads.store(tmp_path, "kho.jpg", picture(size=(40, 30), exif=exif))

    assert size_of(tmp_path, stored) == (30, 40)


def test_a_large_photo_is_made_smaller(tmp_path):
    stored = uploads.store(tmp_path, "to.jpg", picture(size=(5000, 2500)))

    assert size_of(tmp_path, stored) == (2000, 1000)


@pytest.mark.parametrize("mode", ["P", "LA", "CMYK", "I;16", "1"])
def test_pictures_of_every_make_are_taken(tmp_path, mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    data = io.BytesIO()
    Image.new(mode, (10, 10)).save(data, kind)

    assert uploads.store(tmp_path, "x", data.getvalue()).size > 0


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("rỗng.png", b"", "empty"),
        ("ảnh.png", b"<html><script>alert(1)</script></html>", "content"),
        ("ảnh.png", b"MZ\x90\x00" + b"\x00" * 100, "content"),
        ("ảnh.svg", b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "type"),
        ("tệp.exe", b"MZ\x90\x00" + b"\x00" * 100, "type"),
        ("ảnh.gif", b"GIF89a" + b"\x00" * 20, "type"),
        ("ảnh.png", PDF, "content"),
        ("hồ sơ.pdf", picture(), "content"),
        ("hồ sơ.pdf", b"%PDF-1.4 and then nothing", "broken"),
        ("ảnh.jpg", picture()[:200], "broken"),
        ("ảnh.png", picture("PNG")[:60], "broken"),
        ("ảnh.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 100, "broken"),
    ],
)
def test_a_file_that_lies_or_is_broken_is_refused(tmp_path, name, data, reason):
    assert why(tmp_path, name, data) == reason
    assert list(tmp_path.iterdir()) == []


def test_a_file_over_ten_megabytes_is_refused(tmp_path):
    assert why(tmp_path, "a.pdf", PDF + b"\x00" * uploads.LARGEST) == "size"


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@pytest.mark.parametrize("side", [9_000, 12_000, 60_000])
def test_a_decompression_bomb_is_refused_without_being_opened(tmp_path, side):
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\x00" * 1000)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    bomb = b"\x89PNG\r\n\x1a\n" + parts

    assert why(tmp_path, "bom.png", bomb) == "size"


def test_only_the_kinds_asked_for_are_taken(tmp_path):
    assert why(tmp_path, "a.pdf", PDF, kinds=uploads.PICTURES) == "type"


def test_a_picture_with_the_suffix_of_another_picture_gets_its_true_one(tmp_path):
    assert uploads.store(tmp_path, "zalo.jpg", picture("WEBP")).name == "zalo.webp"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\a\\Bản vẽ.pdf", "Bản vẽ.pdf"),
        ("a\u202egpj.pdf", "agpj.pdf"),
        ('x"; filename="y\r\nSet-Cookie: a.pdf', "x filenamey Set-Cookie a.pdf"),
        ("", "tep.pdf"),
        ("....pdf", "tep.pdf"),
        ("é" * 300 + ".pdf", "é" * 80 + ".pdf"),
        ("Bản vẽ.pdf", "Bản vẽ.pdf"),
    ],
)
def test_names_are_made_safe_and_short(tmp_path, name, safe):
    assert uploads.store(tmp_path, name, PDF).name == safe
