"""Api as a Django application."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The integrators’ face: webhooks and the REST API."""

    name = "kabinet.api"
    label = "api"
