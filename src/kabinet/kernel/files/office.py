"""Looking into Word and Excel files without opening them: new ones (ZIP) and old ones (compound files)."""

import zipfile
import zlib
from typing import BinaryIO, Final

from kabinet.kernel.files.compound import CompoundFile, NotCompoundError
from kabinet.kernel.files.kinds import DOC, DOCX, XLS, XLSX, Kind
from kabinet.kernel.files.refusals import broken, encrypted, macros, unpacks_too_large

MOST_PARTS: Final = 5_000
MOST_DIRECTORY: Final = 2_000_000
"""Bytes of a ZIP's directory; it is read as a whole."""
MOST_UNPACKED: Final = 300_000_000
"""Bytes of all parts together."""
MOST_RATIO: Final = 200
"""Unpacked to packed; text of spreadsheets reaches fifty, a bomb a thousand."""
HARMLESS: Final = 10_000_000
"""Bytes up to which any ratio is good."""
MOST_CONTENT_TYPES: Final = 1_000_000

_END: Final = b"PK\x05\x06"
_END_LENGTH: Final = 22
_LOCATOR_64: Final = b"PK\x06\x07"
_CONTENT_TYPES: Final = "[content_types].xml"
_PACKINGS: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""What Office writes (ECMA-376, part 2, annex B); others take as much memory as the file asks for."""
_MAIN: Final = {
    "wordprocessingml.document.main+xml": DOCX,
    "spreadsheetml.sheet.main+xml": XLSX,
}
_MACROS: Final = ("vbaproject", "macroenabled", "macrosheet", "ms-word.attachedtoolbars")
_DOC_ENCRYPTED: Final = 0x0100
_XLS_FILE_PASS: Final = 0x002F
_XLS_RECORDS: Final = 8


def archive_kind(file: BinaryIO, size: int) -> Kind | None:
    """Which of the new Office kinds a ZIP archive is; None for any other archive.

    Args:
        file: The bytes, from any position.
        size: How many.

    Raises:
        Refused: `file.broken`, `file.macros`, `file.encrypted` or `file.unpacked`.
    """
    _check_directory(file, size)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            listed = [part for part in parts if part.filename.lower() == _CONTENT_TYPES]
            if not listed:
                return None
            _check_parts(parts, size)
            with archive.open(listed[0]) as stream:
                types = _text(stream.read(MOST_CONTENT_TYPES + 1))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OverflowError, OSError) as error:
        raise broken() from error
    if any(word in types for word in _MACROS):
        raise macros()
    return next((kind for name, kind in _MAIN.items() if name in types), None)


def _check_directory(file: BinaryIO, size: int) -> None:
    """Bound the directory before it is read as a whole."""
    start = max(0, size - 65_535 - _END_LENGTH)
    file.seek(start)
    tail = file.read(size - start)
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + _END_LENGTH or tail[max(0, end - 20) : end].startswith(_LOCATOR_64):
        raise broken()
    count = int.from_bytes(tail[end + 10 : end + 12], "little")
    length = int.from_bytes(tail[end + 12 : end + 16], "little")
    if count > MOST_PARTS or length > MOST_DIRECTORY:
        raise unpacks_too_large()


def _check_parts(parts: list[zipfile.ZipInfo], size: int) -> None:
    names = [part.filename.lower() for part in parts]
    if len(set(names)) != len(names) or any(part.compress_type not in _PACKINGS for part in parts):
        raise broken()
    if any(part.flag_bits & 1 for part in parts):
        raise encrypted()
    if any(word in name for name in names for word in _MACROS):
        raise macros()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED:
        raise unpacks_too_large()
    if unpacked > HARMLESS and unpacked > size * MOST_RATIO:
        raise unpacks_too_large()


def _text(types: bytes) -> str:
    """The list of content types in small letters; what could hide a word in it is refused."""
    if len(types) > MOST_CONTENT_TYPES:
        raise unpacks_too_large()
    encoding = "utf-16" if types[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    text = types.decode(encoding).lower()
    if "<!" in text.replace("<!--", "") or "&#" in text:
        raise broken()
    return text


def compound_kind(file: BinaryIO, size: int) -> Kind | None:
    """Which of the old Office kinds a compound file is; None for any other, such as an installer or a mail.

    Args:
        file: The bytes, from any position.
        size: How many.

    Raises:
        Refused: `file.broken`, `file.macros` or `file.encrypted`.
    """
    try:
        found = CompoundFile(file, size)
        if found.has("EncryptedPackage"):
            raise encrypted()
        kind = _compound_kind(found)
        if kind is not None:
            if found.has("_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA"):
                raise macros()
            if _is_locked(found, kind):
                raise encrypted()
    except NotCompoundError as error:
        raise broken() from error
    return kind


def _compound_kind(found: CompoundFile) -> Kind | None:
    if found.has("PowerPoint Document"):
        return None
    if found.has("WordDocument"):
        return DOC
    return XLS if found.has("Workbook", "Book") else None


def _is_locked(found: CompoundFile, kind: Kind) -> bool:
    """Whether a password is needed: the flag `fEncrypted` of Word's FIB, the record `FilePass` of Excel's globals."""
    if kind is DOC:
        return bool(int.from_bytes(found.head("WordDocument")[10:12], "little") & _DOC_ENCRYPTED)
    head, place = found.head("Workbook", "Book"), 0
    for _record in range(_XLS_RECORDS):
        if int.from_bytes(head[place : place + 2], "little") == _XLS_FILE_PASS and place + 4 <= len(head):
            return True
        place += 4 + int.from_bytes(head[place + 2 : place + 4], "little")
    return False
