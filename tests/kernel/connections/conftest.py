from collections.abc import Iterator

import pytest

from tests.support.connections import environment_of, lofts


@pytest.fixture(autouse=True)
def pigeons() -> Iterator[dict[str, str]]:
    """The lofts; what is set in it is what the environment chooses and what is under way."""
    with lofts() as chosen:
        yield chosen


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the tests' own environment: the loft's key is not set there."""
    environment_of(monkeypatch)
