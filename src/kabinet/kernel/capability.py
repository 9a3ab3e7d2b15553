"""The common start of capabilities."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig


class CapabilityConfig(AppConfig):
    """A capability: when everything is loaded, its event types are declared and its subscribers listen."""

    default = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Let Django choose the capability's own configuration, not this base imported beside it."""
        super().__init_subclass__(**kwargs)
        cls.default = True

    def ready(self) -> None:
        """Import `events` and `providers`, which declare, `scopes`, which open the gate, and `schedule`."""
        for module in ("events", "scopes", "schedule", "providers"):
            if find_spec(f"{self.name}.{module}"):
                import_module(f"{self.name}.{module}")
