"""Taking in the body of a request: whole, in time and not without measure.

No thread waits for a sender: a body that comes slowly costs one task of the event loop and a place on the disk, and one
that stops coming is given up. Only then does a thread begin to answer.
"""

import asyncio
import errno
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile, gettempdir
from time import monotonic

from kabinet.kernel import disk
from kabinet.kernel.units import KILOBYTE

IN_MEMORY = 256 * KILOBYTE
"""Bytes of a body kept in memory; longer ones wait on the disk."""


class LateBodyError(Exception):
    """The body stopped coming, or comes too slowly."""


class BrokenBodyError(Exception):
    """The sender went away before the end."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a body.

    Attributes:
        idle: Seconds between two pieces of it.
        grace: Seconds in which it may come as slowly as it likes.
        least_rate: Bytes a second it must reach on the average afterwards.
    """

    idle: float = 20
    grace: float = 60
    least_rate: float = 2048

    def left(self, elapsed: float, received: int) -> float:
        """Seconds to wait for the next piece, after so many seconds and bytes; 0 or less: none."""
        return min(self.idle, self.grace + received / self.least_rate - elapsed)


async def take_in(pieces: AsyncIterator[bytes], length: int, patience: Patience) -> "SpooledTemporaryFile[bytes]":
    """Receive `length` bytes; the caller closes what is returned.

    Raises:
        LateBodyError: Too slow.
        BrokenBodyError: Too short.
        OSError: There is no room for it on the disk, beside what everything else there needs.
    """
    body = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - it outlives this function
    try:
        started, received = monotonic(), 0
        while received < length:
            received += body.write(await _next(pieces, patience.left(monotonic() - started, received)))
            _check_room(received)
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return body


def _check_room(received: int) -> None:
    """Leave the disk what everything else on it needs, the database first of all."""
    if received > IN_MEMORY and not disk.has_room(Path(gettempdir())):
        raise OSError(errno.ENOSPC, "bodies of requests leave too little room")


async def _next(pieces: AsyncIterator[bytes], seconds: float) -> bytes:
    try:
        async with asyncio.timeout(max(0.0, seconds)):
            piece = await anext(pieces)
    except TimeoutError as error:
        raise LateBodyError from error
    except StopAsyncIteration as error:
        raise BrokenBodyError from error
    if not piece:
        raise BrokenBodyError
    return bytes(piece)
