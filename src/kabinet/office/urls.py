"""Addresses of the office face."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("kabinet.office.urls_payments")),
]
