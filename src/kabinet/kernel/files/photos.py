"""Photos of iPhones (HEIC) as JPEG, which every desk can open."""

from io import BytesIO
from typing import BinaryIO, Final

import pi_heif
from PIL import Image

from kabinet.kernel.files.refusals import broken, busy, too_many_pixels
from kabinet.kernel.turns import Gate

MOST_MEGAPIXELS: Final = 50
"""The largest cameras of phones have 48."""
LONGEST_SIDE: Final = 4_096
"""Pixels that are kept; a page of A4 is readable from 2,500."""
QUALITIES: Final = (88, 75, 60)

gate: Final = Gate(at_once=1, waiting=1, patience=None, busy=busy)
"""A photo takes 150 MB while it is unpacked."""


def jpeg_of(file: BinaryIO, limit: int) -> BytesIO:
    """The picture as JPEG: upright, and without what the phone noted beside it (place, time, make).

    Args:
        file: A HEIC file.
        limit: Bytes to stay within, if quality allows.

    Raises:
        Refused: `file.broken`, `file.pixels`, or `file.busy` while others are being unpacked.
    """
    with gate.turn():
        return _packed(file, limit)


def _packed(file: BinaryIO, limit: int) -> BytesIO:
    picture = _unpacked(file)
    profile = picture.info.get("icc_profile")
    picture = picture.convert("RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    for quality in QUALITIES:
        packed = BytesIO()
        picture.save(packed, "JPEG", quality=quality, icc_profile=profile)
        if packed.tell() <= limit:
            break
    packed.seek(0)
    return packed


def _unpacked(file: BinaryIO) -> Image.Image:
    """The picture; the turns that the file asks for are made while unpacking."""
    try:
        file.seek(0)
        found = pi_heif.open_heif(file)
        width, height = found.size
        if width * height > MOST_MEGAPIXELS * 1_000_000:
            raise too_many_pixels(MOST_MEGAPIXELS)
        return found.to_pillow()
    except (ValueError, OSError, RuntimeError, EOFError, SyntaxError, MemoryError) as error:
        raise broken() from error
