"""What a file is, by its content: kinds that are taken, whatever their names, and why others are not."""

import io
import struct
import threading
import zipfile
from typing import Any

import pytest
from PIL import Image

from kabinet.kernel.errors import Refused
from kabinet.kernel.files import examine, kinds_of, photos
from kabinet.kernel.files.compound import CompoundFile
from kabinet.kernel.files.examining import safe_name
from kabinet.kernel.files.kinds import DOCX, XLSX
from tests.support import files
from tests.support.files import DOCX_TYPE, HEIC, JPEG, PDF, PNG, archive, compound, content_types, docx, upload

FILE_PASS = struct.pack("<HHHHH", 0x0809, 2, 0x0600, 0x002F, 6)
FIB = b"\xec\xa5\xc1\x00\x0f\xc0\t\x04\x00\x00"


@pytest.mark.parametrize(
    ("name", "content", "kept", "content_type"),
    [
        ("паспорт.png", PNG, "паспорт.png", "image/png"),
        ("паспорт.png", JPEG, "паспорт.jpg", "image/jpeg"),
        ("photo.jfif", JPEG, "photo.jpg", "image/jpeg"),
        ("photo.JPEG", JPEG, "photo.JPEG", "image/jpeg"),
        ("scan", PDF, "scan.pdf", "application/pdf"),
        ("Устав от 01.02.2026", PDF, "Устав от 01.02.2026.pdf", "application/pdf"),
        ("scan.pdf", b"\xef\xbb\xbf" + PDF, "scan.pdf", "application/pdf"),
        ("scan.pdf", b"\r\n" * 510 + PDF, "scan.pdf", "application/pdf"),
        ("plan.docx", docx(), "plan.docx", DOCX.content_type),
        ("plan.doc", docx(), "plan.docx", DOCX.content_type),
        ("plan.docx", archive({"[content_types].xml": content_types(DOCX_TYPE)}), "plan.docx", DOCX.content_type),
        ("plan.zip", docx(files.XLSX_TYPE), "plan.xlsx", XLSX.content_type),
        ("plan.doc", compound("WordDocument", content=FIB), "plan.doc", "application/msword"),
        ("plan.docx", compound("1Table", "WordDocument", "Data", content=FIB), "plan.doc", "application/msword"),
        ("plan.xls", compound("Workbook"), "plan.xls", "application/vnd.ms-excel"),
        ("plan.xls", compound("Book"), "plan.xls", "application/vnd.ms-excel"),
    ],
)
def test_the_content_decides_and_the_name_gets_its_ending(
    name: str, content: bytes, kept: str, content_type: str
) -> None:
    found = examine(upload(name, content))
    assert (found.name, found.kind.content_type, found.size) == (kept, content_type, len(content))
    assert found.content.read() == content


BOMB = archive({"[Content_Types].xml": files.content_types(files.DOCX_TYPE), "word/a.xml": b"\0" * 20_000_000})
CROWD = archive(
    {"[Content_Types].xml": files.content_types(files.DOCX_TYPE)} | {f"word/{n}": b"" for n in range(5_000)},
    packing=zipfile.ZIP_STORED,
)


def locked(content: bytes) -> bytes:
    """The archive with the mark of a password on each part."""
    return content.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "file.empty", id="empty"),
        pytest.param(b"<html><script>alert(1)</script>", "file.kind", id="page"),
        pytest.param(b"  <!doctype html>%PDF-1.7", "file.kind", id="page that says PDF"),
        pytest.param(b"MZ\x90\x00\x03\x00" + PDF, "file.kind", id="program that says PDF"),
        pytest.param(b"\0" * 1_025 + PDF, "file.kind", id="mark of PDF too late"),
        pytest.param(b"\x00\x01\x02\x03" * 50, "file.kind", id="noise"),
        pytest.param(archive({"a.txt": "a"}), "file.kind", id="archive"),
        pytest.param(docx("application/vnd.oasis.opendocument.text"), "file.kind", id="another document"),
        pytest.param(compound("PowerPoint Document", "Workbook"), "file.kind", id="presentation"),
        pytest.param(compound("__substg1.0_0037001F"), "file.kind", id="mail"),
        pytest.param(docx()[:-30], "file.broken", id="archive cut off"),
        pytest.param(b"PK\x03\x04" + b"\0" * 100, "file.broken", id="no archive at all"),
        pytest.param(docx(f"{files.DOCX_TYPE}&#77;"), "file.broken", id="letters in disguise"),
        pytest.param(docx()[:40] + b"\xff" * 20 + docx()[60:], "file.broken", id="archive damaged"),
        pytest.param(compound("WordDocument")[:700], "file.broken", id="old document cut off"),
        pytest.param(docx(files.MACRO_TYPE), "file.macros", id="macros by type"),
        pytest.param(docx(word__vbaProject_dot_bin=b"x"), "file.macros", id="macros by part"),
        pytest.param(docx(xl__macrosheets__a_dot_xml="x"), "file.macros", id="sheet of macros"),
        pytest.param(compound("WordDocument", "_VBA_PROJECT", content=FIB), "file.macros", id="old macros"),
        pytest.param(compound("Workbook", "_VBA_PROJECT_CUR"), "file.macros", id="old macros of a sheet"),
        pytest.param(compound("EncryptedPackage", "EncryptionInfo"), "file.encrypted", id="password"),
        pytest.param(compound("WordDocument", content=FIB + b"\0\x01"), "file.encrypted", id="password of Word"),
        pytest.param(compound("Workbook", content=FILE_PASS), "file.encrypted", id="password of Excel"),
        pytest.param(locked(docx()), "file.encrypted", id="password of an archive"),
        pytest.param(BOMB, "file.unpacked", id="bomb"),
        pytest.param(CROWD, "file.unpacked", id="too many parts"),
    ],
)
def test_what_is_not_taken_says_why(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        examine(upload("plan.pdf", content))
    assert (refusal.value.code, refusal.value.field) == (code, "file")
    assert str(refusal.value.message)


def test_only_the_kinds_that_are_asked_for_are_taken() -> None:
    asked = kinds_of(("pdf", "jpeg"))
    assert examine(upload("a.jpg", JPEG), kinds=asked).name == "a.jpg"
    with pytest.raises(Refused) as refusal:
        examine(upload("a.pdf", PNG), kinds=asked)
    assert (refusal.value.code, "PDF, JPEG, HEIC" in str(refusal.value.message)) == ("file.kind", True)
    with pytest.raises(Refused):
        examine(upload("a.heic", HEIC), kinds=kinds_of(("pdf", "png")))


def test_a_photo_of_an_iphone_becomes_an_upright_jpeg_without_its_place() -> None:
    found = examine(upload("IMG_0001.HEIC", HEIC))
    content = found.content.read()
    assert (found.name, found.kind.content_type, found.size) == ("IMG_0001.jpg", "image/jpeg", len(content))
    assert b"MadeUpPhone" in HEIC
    assert b"MadeUpPhone" not in content
    with Image.open(io.BytesIO(content)) as picture:
        assert (picture.size, len(picture.getexif())) == ((48, 64), 0)
        red, _green, blue = picture.getpixel((45, 30))
        assert blue > red


def test_a_photo_is_unpacked_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kabinet.kernel.files.photos.MOST_MEGAPIXELS", 0.001)
    with pytest.raises(Refused) as refusal:
        examine(upload("a.heic", HEIC))
    assert refusal.value.code == "file.pixels"
    with pytest.raises(Refused) as refusal:
        examine(upload("a.heic", HEIC[:200]))
    assert refusal.value.code == "file.broken"


@pytest.mark.parametrize(
    ("size", "limit", "taken"),
    [(20_000_000, 0, True), (20_000_001, 0, False), (20_500_000, 0, False), (101, 100, False), (100, 100, True)],
)
def test_one_limit_in_one_unit(size: int, limit: int, taken: bool) -> None:
    file: Any = upload("scan.pdf", PDF)
    file.size = size
    if taken:
        assert examine(file, limit=limit).size == size
        return
    with pytest.raises(Refused) as refusal:
        examine(file, limit=limit)
    assert refusal.value.code == "file.too_large"


def test_a_size_over_the_limit_is_never_told_as_the_limit() -> None:
    file: Any = upload("scan.pdf", PDF)
    file.size = 20_000_001
    with pytest.raises(Refused) as refusal:
        examine(file)
    said = str(refusal.value.message)
    assert "20,1" in said


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/pass\x00wd\r\n.pdf", "passwd.pdf"),
        ("C:\\Users\\Anna\\plan.pdf", "plan.pdf"),
        ("\u202egnp.exe\u202c.pdf", "gnp.exe.pdf"),
        ("я" * 300 + ".pdf", "я" * 146 + ".pdf"),
        ("", "file"),
        (".pdf", ".pdf"),
    ],
)
def test_a_hostile_name_is_only_a_name(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_photos_never_hold_more_than_two_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    going, turned_away, answers = threading.Event(), threading.Event(), []
    unpacked = photos._unpacked
    monkeypatch.setattr(photos, "_unpacked", lambda file: going.wait(10) and unpacked(file))

    def send() -> None:
        try:
            answers.append(examine(upload("photo.heic", HEIC)).name)
        except Refused as refused:
            answers.append(refused.code)
            turned_away.set()

    senders = [threading.Thread(target=send) for _each in range(3)]
    for thread in senders:
        thread.start()
    assert turned_away.wait(10)
    going.set()
    for thread in senders:
        thread.join()
    assert answers == ["file.busy", "photo.jpg", "photo.jpg"]
    assert examine(upload("photo.heic", HEIC)).name == "photo.jpg"


def archive_at(offset: int) -> bytes:
    """A ZIP whose directory says, in the way of large archives, that its only part begins at `offset`."""
    name, extra = b"[Content_Types].xml", struct.pack("<HHQ", 1, 8, offset)
    line = struct.pack(
        "<4s4B4HLLL5HLL", b"PK\1\2", 45, 0, 45, 0, *[0] * 4, 0, 9, 9, len(name), len(extra), *[0] * 4, 2**32 - 1
    )
    line += name + extra
    return b"PK\3\4" + b"\0" * 60 + line + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(line), 64, 0)


@pytest.mark.parametrize("offset", [2**63, 2**64 - 1])
def test_a_part_beyond_all_places_breaks_the_archive_and_nothing_else(offset: int) -> None:
    with pytest.raises(Refused) as refused:
        examine(upload("a.docx", archive_at(offset)))
    assert refused.value.code == "file.broken"


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_packings_that_office_never_writes_are_not_unpacked(packing: int, monkeypatch: pytest.MonkeyPatch) -> None:
    content = archive({"[Content_Types].xml": content_types(DOCX_TYPE)}, packing=packing)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_args: pytest.fail("unpacked"))
    with pytest.raises(Refused) as refused:
        examine(upload("a.docx", content))
    assert refused.value.code == "file.broken"


def test_a_table_in_a_ring_is_not_read_over_and_over(monkeypatch: pytest.MonkeyPatch) -> None:
    content = bytearray(compound("WordDocument").ljust(5_000_000, b"\0"))
    struct.pack_into("<I", content, 68, 1)
    struct.pack_into("<128I", content, 2 * files.SECTOR, *[5] * 127, 1)
    reads = []
    monkeypatch.setattr(CompoundFile, "_read", counting(CompoundFile._read, reads))
    with pytest.raises(Refused) as refused:
        examine(upload("a.doc", bytes(content)))
    assert refused.value.code == "file.broken"
    assert len(reads) < 10


def counting(read: Any, reads: list[int]) -> Any:
    def read_and_count(self: CompoundFile, place: int, length: int) -> bytes:
        reads.append(place)
        return read(self, place, length)

    return read_and_count
