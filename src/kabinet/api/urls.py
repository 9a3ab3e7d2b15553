"""Addresses of the api face."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("kabinet.api.urls_webhooks")),
]
