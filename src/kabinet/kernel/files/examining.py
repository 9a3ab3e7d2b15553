"""What an uploaded file really is: the content decides, not its name."""

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, BinaryIO, Final, cast

from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile

from kabinet.config.environment import environment
from kabinet.kernel.files import compound, refusals
from kabinet.kernel.files.kinds import HEIC, JPEG, KINDS, PDF, PNG, Kind, with_ending
from kabinet.kernel.files.office import archive_kind, compound_kind
from kabinet.kernel.files.photos import jpeg_of
from kabinet.kernel.units import MEGABYTE

LONGEST_NAME: Final = 150
"""Characters of a stored name."""
_HEAD: Final = 1_024 + len(b"%PDF-")
"""Readers of PDF look for its mark within the first 1,024 bytes (Adobe's note 13 to ISO 32000-1)."""
_HEIC_BRANDS: Final = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_ARCHIVE: Final = b"PK\x03\x04"
_PROGRAMS: Final = (b"MZ", b"\x7fELF", b"#!", b"<")


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that may be kept.

    Attributes:
        content: The bytes to keep.
        name: With an ending of its kind.
        size: Bytes.
        sha256: Of the bytes to keep.
    """

    content: "File[bytes]"
    name: str
    kind: Kind
    size: int
    sha256: str


def largest_file(limit: int = 0) -> int:
    """The most bytes of one file: the site's limit, or a lower one that is asked for."""
    most = environment().upload_limit_mb * MEGABYTE
    return min(limit, most) if limit else most


def examine(upload: "UploadedFile[Any]", *, kinds: Collection[Kind] = KINDS, limit: int = 0) -> Examined:
    """Look into an upload. A HEIC photo becomes a JPEG where JPEG is taken; everything else stays byte for byte.

    Args:
        upload: What the browser sent.
        kinds: What to take.
        limit: The most bytes; never more than the site's limit.

    Raises:
        Refused: `file.empty`, `file.too_large`, `file.kind`, `file.broken`, `file.macros`, `file.encrypted`,
            `file.unpacked`, `file.pixels` or `file.busy`, beside the field `file`.
    """
    most, size = largest_file(limit), upload.size or 0
    if not size:
        raise refusals.empty()
    if size > most:
        raise refusals.too_large(most, size)
    content: File[bytes] = upload
    kind = recognise(cast("BinaryIO", upload), size)
    if kind is HEIC and JPEG in kinds:
        packed = jpeg_of(cast("BinaryIO", upload), most)
        content, kind, size = File(packed), JPEG, len(packed.getvalue())
        if size > most:
            raise refusals.too_large(most, size)
    if kind is None or kind not in kinds:
        raise refusals.unknown_kind(kinds)
    return Examined(content, with_ending(safe_name(upload.name or ""), kind), kind, size, _digest(content))


def recognise(file: BinaryIO, size: int) -> Kind | None:
    """Which kind the content is; None when it is none of ours.

    Args:
        file: The bytes, from any position.
        size: How many.

    Raises:
        Refused: It is of a kind, but must not be kept.
    """
    file.seek(0)
    head = file.read(_HEAD)
    if head.startswith(_ARCHIVE):
        return archive_kind(file, size)
    if head.startswith(compound.SIGNATURE):
        return compound_kind(file, size)
    return next((kind for kind, fits in _MARKS if fits(head)), None)


def _is_heic(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS


def _is_pdf(head: bytes) -> bool:
    return b"%PDF-" in head and not head.lstrip().startswith(_PROGRAMS)


_MARKS: Final[tuple[tuple[Kind, Callable[[bytes], bool]], ...]] = (
    (JPEG, lambda head: head.startswith(b"\xff\xd8\xff")),
    (PNG, lambda head: head.startswith(b"\x89PNG\r\n\x1a\n")),
    (HEIC, _is_heic),
    (PDF, _is_pdf),
)


def _digest(content: "File[bytes]") -> str:
    digest = hashlib.sha256()
    content.seek(0)
    for chunk in content.chunks():
        digest.update(chunk)
    content.seek(0)
    return digest.hexdigest()


def safe_name(name: str) -> str:
    """The name without folders and invisible characters, of bearable length with its ending kept."""
    cleaned = "".join(character for character in PurePath(name.replace("\\", "/")).name if character.isprintable())
    stem, dot, ending = cleaned.strip().rpartition(".")
    if not dot:
        stem, ending = ending, ""
    return f"{stem[: LONGEST_NAME - len(dot + ending[:10])]}{dot}{ending[:10]}" or "file"
