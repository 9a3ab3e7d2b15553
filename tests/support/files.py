"""Files as people send them, small and made up."""

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\0" * 60 + b"\xff\xd9"
PNG = (
    bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fcffff3f030005fe02fea7d605"
    )
    + b"\0" * 40
)
HEIC = (Path(__file__).parent.parent / "kernel" / "files" / "photo.heic").read_bytes()
"""48 × 64 upright, kept lying with a turn; red, blue at the right; a place and a maker in its EXIF."""

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"

SECTOR = 512
FREE, LAST, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def upload(name: str, content: bytes = PDF) -> SimpleUploadedFile:
    """A file as it comes with a form."""
    return SimpleUploadedFile(name, content)


def content_types(main: str) -> str:
    """The list of content types of an Office file."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'content-types"><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    )


def archive(parts: Mapping[str, bytes | str], *, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as found:
        for name, content in parts.items():
            found.writestr(name, content)
    return buffer.getvalue()


def docx(main: str = DOCX_TYPE, **parts: bytes | str) -> bytes:
    """A Word file; further parts by name, `__` for a slash and `_dot_` for a dot."""
    named = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    return archive({"[Content_Types].xml": content_types(main), "word/document.xml": "<w:document/>", **named})


def compound(*names: str, content: bytes = b"") -> bytes:
    """A compound file with streams of these names, each of one content of at least eight sectors."""
    content = content.ljust(8 * SECTOR, b"\0")
    length = len(content) // SECTOR
    entries = [_entry("Root Entry", 5, LAST, 0)]
    entries += [_entry(name, 2, 1 + (len(names) + 4) // 4 + at * length, len(content)) for at, name in enumerate(names)]
    directory = b"".join(entries)
    directory += b"\0" * (-len(directory) % SECTOR)
    table = [TABLE, *_chain(1, len(directory) // SECTOR)]
    for _name in names:
        table += _chain(len(table), length)
    header = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + b"\0" * 10
    header += struct.pack("<IIIIIIIII", 1, 1, 0, 4096, LAST, 0, LAST, 0, 0) + struct.pack("<108I", *[FREE] * 108)
    packed = struct.pack("<128I", *(table + [FREE] * (128 - len(table))))
    return header + packed + directory + content * len(names)


def _chain(start: int, length: int) -> list[int]:
    return [*range(start + 1, start + length), LAST]


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le")
    line = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded) + 2, kind, 1) + struct.pack("<III", *[FREE] * 3)
    return line + b"\0" * 36 + struct.pack("<IQ", start, size)
