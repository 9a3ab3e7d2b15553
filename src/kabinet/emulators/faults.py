"""How the emulators misbehave: switches that are set for tests and demonstrations, deterministic and bounded."""

import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any

SERVICES = ("yookassa", "smsru", "smsc", "smtp")
SMS_OUTCOMES = ("delivered", "read", "expired", "undeliverable", "no_route", "lost")
HIGHEST_COUNT = 100_000
HIGHEST_SECONDS = 86_400.0
LOWEST_ERROR, HIGHEST_ERROR = 400, 599


class FaultError(ValueError):
    """The switches asked for do not exist or are out of bounds."""


class Misdeed(StrEnum):
    """What happens to one request instead of a plain answer."""

    NOTHING = "nothing"
    SILENT_BEFORE = "silent_before"
    FAIL_BEFORE = "fail_before"
    PROCESSING = "processing"
    SILENT_AFTER = "silent_after"
    FAIL_AFTER = "fail_after"


@dataclass(slots=True)
class ServiceFaults:
    """Switches of one service; the counters run down with each request.

    Attributes:
        delay: seconds before every answer.
        fail_before: so many next requests get an error and do nothing.
        fail_after: so many next requests are carried out, yet get an error.
        silent_before: so many next requests do nothing and get no answer: the client sees a timeout.
        silent_after: so many next requests are carried out and get no answer.
        processing: so many next POST requests get 202 "processing" (YooKassa only) and do nothing.
        status: HTTP status of the errors.
    """

    delay: float = 0.0
    fail_before: int = 0
    fail_after: int = 0
    silent_before: int = 0
    silent_after: int = 0
    processing: int = 0
    status: int = 500


@dataclass(slots=True)
class NotificationFaults:
    """Switches of the notifications of YooKassa.

    Attributes:
        duplicate: every notification is sent so many extra times.
        late: seconds by which every notification is late.
        lost: so many next notifications are never sent.
        reorder: notifications are held until so many wait, then sent newest first.
        hold: keep all notifications until they are released by hand.
    """

    duplicate: int = 0
    late: float = 0.0
    lost: int = 0
    reorder: int = 0
    hold: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do with one request: wait `delay` seconds, then the misdeed with its HTTP status."""

    delay: float = 0.0
    misdeed: Misdeed = Misdeed.NOTHING
    status: int = 500


@dataclass(slots=True)
class Faults:
    """All switches together; safe to use from several threads."""

    services: dict[str, ServiceFaults] = field(default_factory=lambda: {name: ServiceFaults() for name in SERVICES})
    notifications: NotificationFaults = field(default_factory=NotificationFaults)
    sms_outcomes: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def take(self, service: str, *, method: str = "POST") -> Plan:
        """Decide about one request of a service and run the counters down."""
        with self._lock:
            switches = self.services[service]
            for misdeed in (item for item in Misdeed if item is not Misdeed.NOTHING):
                if misdeed is Misdeed.PROCESSING and method != "POST":
                    continue
                left = getattr(switches, misdeed.value)
                if left > 0:
                    setattr(switches, misdeed.value, left - 1)
                    return Plan(switches.delay, misdeed, switches.status)
            return Plan(switches.delay)

    def take_lost(self) -> bool:
        """Say whether the next notification gets lost, and count it."""
        with self._lock:
            if self.notifications.lost <= 0:
                return False
            self.notifications.lost -= 1
            return True

    def update(self, changes: Mapping[str, Any]) -> None:
        """Set switches: `{"yookassa": {"delay": 2}, "notifications": {…}, "sms_outcomes": {phone: outcome}}`.

        Raises:
            FaultError: an unknown name or a value out of bounds; then nothing is changed.
        """
        checked: list[tuple[ServiceFaults | NotificationFaults, str, Any]] = []
        outcomes: dict[str, str] | None = None
        for name, values in changes.items():
            if not isinstance(values, Mapping):
                raise FaultError(f"{name}: an object is expected")
            if name == "sms_outcomes":
                outcomes = _checked_outcomes(values)
                continue
            target = self.notifications if name == "notifications" else self.services.get(name)
            if target is None:
                raise FaultError(f"unknown service: {name}")
            checked += [(target, key, _checked(target, name, key, value)) for key, value in values.items()]
        with self._lock:
            for target, key, value in checked:
                setattr(target, key, value)
            if outcomes is not None:
                self.sms_outcomes = outcomes

    def reset(self) -> None:
        """Switch everything off."""
        with self._lock:
            self.services = {name: ServiceFaults() for name in SERVICES}
            self.notifications = NotificationFaults()
            self.sms_outcomes = {}

    def as_dict(self) -> dict[str, Any]:
        """Return the switches in the shape that `update` takes."""
        with self._lock:
            shown: dict[str, Any] = {name: asdict(switches) for name, switches in self.services.items()}
            return shown | {
                "notifications": asdict(self.notifications),
                "sms_outcomes": dict(self.sms_outcomes),
            }


def _checked(target: ServiceFaults | NotificationFaults, service: str, key: str, value: object) -> object:
    kinds = {item.name: item.type for item in fields(target)}
    kind = kinds.get(key)
    where = f"{service}.{key}"
    if kind is None:
        raise FaultError(f"unknown switch: {where}")
    if kind is bool:
        if not isinstance(value, bool):
            raise FaultError(f"{where}: true or false is expected")
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FaultError(f"{where}: a number is expected")
    if kind is float:
        if not 0 <= value <= HIGHEST_SECONDS:
            raise FaultError(f"{where}: from 0 to {HIGHEST_SECONDS:.0f} seconds")
        return float(value)
    lowest, highest = (LOWEST_ERROR, HIGHEST_ERROR) if key == "status" else (0, HIGHEST_COUNT)
    if not isinstance(value, int) or not lowest <= value <= highest:
        raise FaultError(f"{where}: a whole number from {lowest} to {highest}")
    return value


def _checked_outcomes(values: Mapping[str, Any]) -> dict[str, str]:
    for phone, outcome in values.items():
        if outcome not in SMS_OUTCOMES:
            raise FaultError(f"sms_outcomes.{phone}: one of {', '.join(SMS_OUTCOMES)}")
    return {"".join(sign for sign in phone if sign.isdigit()): str(outcome) for phone, outcome in values.items()}
