"""What every test may use."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from kabinet.kernel import clock

MOMENT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
"""Saturday noon in Moscow."""


@pytest.fixture
def stopped_clock() -> Iterator[datetime]:
    """The clock stands at `MOMENT`."""
    with clock.frozen(MOMENT) as moment:
        yield moment
