"""Public as a Django application."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """The face everybody sees."""

    name = "kabinet.public"
    label = "public"
