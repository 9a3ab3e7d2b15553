from collections.abc import Iterator

import pytest

from kabinet.lending.models import Loan
from tests.support.payments import Till, make_loan, open_till


@pytest.fixture(scope="session")
def running_till() -> Iterator[Till]:
    with open_till() as till:
        yield till


@pytest.fixture
def till(running_till: Till) -> Till:
    """The acquirer, with a clean slate."""
    running_till.emulator.reset()
    return running_till


@pytest.fixture
def loan(db: None) -> Loan:
    """A loan whose money has gone out today."""
    return make_loan()
