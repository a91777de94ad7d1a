"""Office files among uploads: known by their content, refused where they run or stay closed."""

import io
import struct
import zipfile

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from matchmaker.services.errors import InvalidFile
from matchmaker.services.files import file_types, office_files, uploads
from tests.services.files.test_uploads import PDF, picture

OOXML = "application/vnd.openxmlformats-officedocument."
WORD = f"{OOXML}wordprocessingml.document"
OPEN_TEXT = "application/vnd.oasis.opendocument.text"


def archive(**parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


def docx(*, more=()):
    buffer = io.BytesIO()
    document = Document()
    document.add_paragraph("Biên bản làm việc")
    document.save(buffer)
    with zipfile.ZipFile(buffer, "a") as file:
        for name, content in dict(more).items():
            file.writestr(name, content)
    return buffer.getvalue()


def xlsx():
    buffer = io.BytesIO()
    Workbook().save(buffer)
    return buffer.getvalue()


def pptx():
    listed = f'<Override ContentType="{OOXML}presentationml.presentation.main+xml"/>'
    return archive(**{"[Content_Types].xml": listed, "ppt/presentation.xml": "<p/>"})


def odt(manifest="<manifest/>", **more):
    parts = {"mimetype": OPEN_TEXT, "content.xml": "<x/>", "META-INF/manifest.xml": manifest}
    return archive(**parts, **more)


def compound(*streams, storage="", content=b"\x00" * 4096):
    """Write an OLE file ([MS-CFB]) whose root holds ``streams``, each the same sectors."""
    names = ["Root Entry", *([storage] if storage else []), *streams]
    kinds = [5, *([1] if storage else []), *([2] * len(streams))]
    sectors = len(content) // 512
    entries = b""
    for place, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        raw = name.encode("utf-16-le")
        right = place + 1 if 0 < place < len(names) - 1 else 0xFFFFFFFF
        child = 1 if kind == 5 else 0xFFFFFFFF
        start, size = (2, len(content)) if kind == 2 else (0xFFFFFFFE, 0)
        entries += raw.ljust(64, b"\x00") + struct.pack("<HBB", len(raw) + 2, kind, 1)
        entries += struct.pack("<III", 0xFFFFFFFF, right, child) + b"\x00" * 36
        entries += struct.pack("<IQ", start, size)
    entries = entries.ljust(512, b"\x00")
    chain = [3 + each for each in range(sectors - 1)] + [0xFFFFFFFE]
    fat = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + struct.pack(f"<{sectors}I", *chain)
    head = office_files.olefile.MAGIC + b"\x00" * 16 + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    head += b"\x00" * 6 + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<I", 0) + b"\xff" * 432
    return head + fat.ljust(512, b"\xff") + entries + content


def refusal(data, name="hợp đồng.docx"):
    with pytest.raises(InvalidFile) as refused:
        office_files.media_type(name, data)
    return refused.value.why


def read(data):
    """The type of ``data``, or why it is refused."""
    try:
        return file_types.of("tệp", data)
    except InvalidFile as refused:
        return refused.why


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (docx, WORD),
        (xlsx, f"{OOXML}spreadsheetml.sheet"),
        (pptx, f"{OOXML}presentationml.presentation"),
        (odt, OPEN_TEXT),
        (lambda: compound("WordDocument"), "application/msword"),
        (lambda: compound("Workbook"), "application/vnd.ms-excel"),
        (lambda: compound("PowerPoint Document"), "application/vnd.ms-powerpoint"),
    ],
)
def test_each_kind_is_known_by_what_lies_inside(make, kind):
    assert office_files.media_type("tệp", make()) == kind


def test_a_file_gets_the_suffix_of_what_it_is(tmp_path):
    stored = uploads.store(tmp_path, "Biên bản.doc", docx(), uploads.DOCUMENTS)

    assert (stored.name, stored.media_type) == ("Biên bản.docx", WORD)


def test_a_file_that_may_run_is_refused():
    listed = '<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'

    assert refusal(docx(more={"word/vbaProject.bin": b"\x00"})) == "macros"
    assert refusal(docx(more={"word/VBAPROJECT.BIN": b"\x00"})) == "macros"
    assert refusal(docx(more={"xl/macrosheets/sheet1.xml": b"<x/>"})) == "macros"
    assert refusal(archive(**{"[Content_Types].xml": listed})) == "macros"
    assert refusal(odt(**{"Basic/Standard/Module1.xml": "<x/>"})) == "macros"
    assert refusal(compound("WordDocument", storage="Macros")) == "macros"
    assert refusal(compound("Workbook", storage="_VBA_PROJECT_CUR")) == "macros"


def test_a_file_with_a_password_is_refused():
    word = (b"\x00" * 10 + struct.pack("<H", 0x0100)).ljust(4096, b"\x00")
    excel = struct.pack("<HH", 0x0809, 4) + b"\x00" * 4 + struct.pack("<HH", 0x2F, 0)
    locked = archive(**{"[Content_Types].xml": "", "word/document.xml": ""})

    assert refusal(compound("EncryptedPackage")) == "encrypted"
    assert refusal(compound("WordDocument", content=word)) == "encrypted"
    assert refusal(compound("Workbook", content=excel.ljust(4096, b"\x00"))) == "encrypted"
    assert refusal(odt("<manifest:encryption-data/>")) == "encrypted"
    assert office_files.media_type("tệp", locked) == ""


def test_a_bomb_is_refused_without_unpacking_it():
    many = archive(**{f"part{number}": "" for number in range(10_001)})

    assert refusal(docx(more={"word/media/a.bin": b"\x00" * 210_000_000})) == "bomb"
    assert refusal(many) == "bomb"


@pytest.mark.parametrize("make", [docx, odt, lambda: compound("WordDocument")])
def test_half_a_file_is_broken(make):
    data = make()

    assert refusal(data[: len(data) // 2 if data[:2] == b"PK" else 400]) == "broken"


def test_an_archive_of_other_things_is_no_office_file(tmp_path):
    data = archive(**{"setup.exe": b"MZ"})

    with pytest.raises(InvalidFile) as refused:
        uploads.store(tmp_path, "hợp đồng.docx", data, uploads.DOCUMENTS)

    assert (refused.value.why, refused.value.found) == ("content", "application/zip")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "data", "why", "found"),
    [
        ("hợp đồng.docx", PDF, "content", "application/pdf"),
        ("hợp đồng.pdf", b"<!DOCTYPE html><script>alert(1)</script>", "content", "text/html"),
        ("hợp đồng.docx", b"MZ\x90\x00".ljust(100, b"\x00"), "content", "application/x-msdownload"),
        ("sơ đồ.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "type", "image/svg+xml"),
        ("ghi chú.txt", "Giá 20 triệu".encode(), "type", "text/plain"),
        ("ảnh.docx", picture(), "content", "image/jpeg"),
        ("gì đó.docx", b"\x00\x01\x02", "content", ""),
        ("a.heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "type", "image/heic"),
    ],
)
def test_what_a_refused_file_really_is_can_be_told(tmp_path, name, data, why, found):
    with pytest.raises(InvalidFile) as refused:
        uploads.store(tmp_path, name, data, uploads.DOCUMENTS)

    assert (refused.value.why, refused.value.found) == (why, found)


@given(st.sampled_from([b"PK\x03\x04", office_files.olefile.MAGIC, b""]), st.binary(max_size=2000))
def test_no_bytes_make_it_stumble(start, rest):
    assert isinstance(read(start + rest), str)


@given(st.data())
def test_no_damaged_document_makes_it_stumble(data):
    whole = bytearray(data.draw(st.sampled_from(_WHOLE)))
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=20)):
        whole[place] = data.draw(st.integers(0, 255))

    assert isinstance(read(bytes(whole)), str)


_WHOLE = [docx(), odt(), compound("WordDocument"), compound("Workbook", storage="Pictures")]
