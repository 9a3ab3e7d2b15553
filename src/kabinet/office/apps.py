"""Office as a Django application."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """The staff’s face."""

    name = "kabinet.office"
    label = "office"
