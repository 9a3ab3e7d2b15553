from collections.abc import Iterator

import pytest

from kabinet.emulators.settings import EmulatorSettings, SmsSettings
from kabinet.emulators.testing import QUICK_RETRIES, RunningEmulator, running_emulator


@pytest.fixture(scope="session")
def emulator() -> Iterator[RunningEmulator]:
    """Emulators whose messages stay on their way until a test moves the clock, however slow the machine is."""
    patient = SmsSettings(operator_after=3600, delivered_after=7200)
    with running_emulator(EmulatorSettings(retry_delays=QUICK_RETRIES, hang_seconds=30, sms=patient)) as running:
        yield running


@pytest.fixture
def operators(emulator: RunningEmulator) -> RunningEmulator:
    """Emulators in their first state."""
    emulator.reset()
    return emulator
