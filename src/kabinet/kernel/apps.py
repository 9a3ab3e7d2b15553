"""The kernel as a Django application."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Tables of the ground: events, deliveries, files, limits, the site's profile."""

    name = "kabinet.kernel"
    label = "kernel"
