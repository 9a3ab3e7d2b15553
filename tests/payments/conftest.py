from collections.abc import Iterator

import pytest

from tests.support.payments import Till, open_till


@pytest.fixture(scope="session")
def running_till() -> Iterator[Till]:
    with open_till() as till:
        yield till


@pytest.fixture
def till(running_till: Till) -> Till:
    """The acquirer, with a clean slate."""
    running_till.emulator.reset()
    return running_till
