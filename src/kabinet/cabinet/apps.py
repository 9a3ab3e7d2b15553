"""Cabinet as a Django application."""

from django.apps import AppConfig


class CabinetConfig(AppConfig):
    """The client’s face."""

    name = "kabinet.cabinet"
    label = "cabinet"
