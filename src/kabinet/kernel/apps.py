"""The kernel as a Django application."""

from importlib import import_module

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Tables of the ground: events, deliveries, files, limits, connections."""

    name = "kabinet.kernel"
    label = "kernel"

    def ready(self) -> None:
        """Import what the ground runs by the clock."""
        import_module("kabinet.kernel.schedule")
