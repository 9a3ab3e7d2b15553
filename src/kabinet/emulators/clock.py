"""A clock that can be moved forward, so that tests of expiry need not wait."""

from collections.abc import Callable
from datetime import datetime, timedelta


class Clock:
    """The present moment of the emulators: a source plus what it was advanced by."""

    def __init__(self, source: Callable[[], datetime]) -> None:
        self._source = source
        self._offset = timedelta()

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return self._source() + self._offset

    def timestamp(self) -> float:
        """Return the present moment in seconds since 1970."""
        return self.now().timestamp()

    def advance(self, seconds: float) -> None:
        """Move the clock forward; negative numbers are refused.

        Raises:
            ValueError: the number is negative.
        """
        if seconds < 0:
            raise ValueError("the clock only moves forward")
        self._offset += timedelta(seconds=seconds)

    def reset(self) -> None:
        """Return to the source's own time."""
        self._offset = timedelta()


def iso_milliseconds(moment: datetime) -> str:
    """Format an aware UTC moment as YooKassa does: `2026-11-21T09:30:00.125Z`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
