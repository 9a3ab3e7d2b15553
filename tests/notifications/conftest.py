from collections.abc import Iterator

import pytest

from kabinet.emulators.testing import RunningEmulator, running_emulator


@pytest.fixture(scope="session")
def emulator() -> Iterator[RunningEmulator]:
    with running_emulator() as running:
        yield running


@pytest.fixture
def operators(emulator: RunningEmulator) -> RunningEmulator:
    """Emulators in their first state."""
    emulator.reset()
    return emulator
