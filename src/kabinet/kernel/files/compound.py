"""The directory of a compound file ([MS-CFB]): which streams an old Word or Excel file holds."""

import struct
from typing import BinaryIO, Final

SIGNATURE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_HEADER: Final = 512
_IN_HEADER: Final = 109
"""Sectors of the table that the header names; a file that needs more has a chain of further names."""
_ENTRY: Final = 128
_MOST_ENTRIES: Final = 20_000
_LAST_SECTOR: Final = 0xFFFF_FFFA
_STREAM: Final = 2
_MINI_CUTOFF: Final = 4_096
_KINDS_OF_ENTRIES: Final = (1, 2, 5)


class NotCompoundError(ValueError):
    """The bytes do not keep to the format."""


class CompoundFile:
    """Names of the storages and streams of a compound file, and the first bytes of a stream."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        """Read the directory.

        Args:
            file: The bytes.
            size: How many.

        Raises:
            NotCompoundError: They break the format.
        """
        self._file, self._size, self._sector = file, size, _HEADER
        header = self._read(0, _HEADER)
        shift: int = struct.unpack_from("<H", header, 30)[0]
        if header[:8] != SIGNATURE or shift not in {9, 12}:
            raise NotCompoundError("header")
        self._sector = 1 << shift
        self._table = self._allocation(header)
        self._entries: dict[str, tuple[int, int, int]] = {}
        for place in self._chain(struct.unpack_from("<I", header, 48)[0]):
            self._note_entries(self._read(place, self._sector))

    def has(self, *names: str) -> bool:
        """Whether it holds a storage or stream of one of these names, anywhere."""
        return any(name.lower() in self._entries for name in names)

    def head(self, *names: str) -> bytes:
        """The first sector of the first stream there is of these; empty for a short one, which lies elsewhere."""
        for name in names:
            kind, start, length = self._entries.get(name.lower(), (0, 0, 0))
            if kind == _STREAM and length >= _MINI_CUTOFF:
                return self._read((start + 1) * self._sector, self._sector)
        return b""

    def _read(self, place: int, length: int) -> bytes:
        slack = self._sector - 1  # the last sector may be cut short by careless writers
        if place + length > self._size + slack:
            raise NotCompoundError("cut off")
        self._file.seek(place)
        found = self._file.read(length)
        return found.ljust(length, b"\0")

    def _allocation(self, header: bytes) -> list[int]:
        """The table that leads from each sector to the next."""
        sectors = [sector for sector in struct.unpack_from(f"<{_IN_HEADER}I", header, 76) if sector < _LAST_SECTOR]
        further, numbers = struct.unpack_from("<I", header, 68)[0], self._sector // 4
        most = _IN_HEADER + self._size // self._sector // numbers
        while further < _LAST_SECTOR and len(sectors) <= most:
            block = struct.unpack(f"<{numbers}I", self._read((further + 1) * self._sector, self._sector))
            found = [sector for sector in block[:-1] if sector < _LAST_SECTOR]
            if not found:
                raise NotCompoundError("table")
            sectors += found
            further = block[-1]
        if len(sectors) > most:
            raise NotCompoundError("table")
        table: list[int] = []
        for sector in sectors:
            table += struct.unpack(f"<{numbers}I", self._read((sector + 1) * self._sector, self._sector))
        return table

    def _chain(self, sector: int) -> list[int]:
        """Where the sectors of a stream lie."""
        places: list[int] = []
        while sector < _LAST_SECTOR:
            if sector >= len(self._table) or len(places) * self._sector > _MOST_ENTRIES * _ENTRY:
                raise NotCompoundError("chain")
            places.append((sector + 1) * self._sector)
            sector = self._table[sector]
        return places

    def _note_entries(self, block: bytes) -> None:
        for place in range(0, len(block), _ENTRY):
            length, kind = struct.unpack_from("<HB", block, place + 64)
            if kind in _KINDS_OF_ENTRIES and 2 <= length <= 64:
                name = block[place : place + length - 2].decode("utf-16-le", errors="replace").lower()
                start, size = struct.unpack_from("<II", block, place + 116)
                self._entries.setdefault(name, (kind, start, size))
