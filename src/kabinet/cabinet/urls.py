"""Addresses of the cabinet face."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

PARTS = ("applications", "loans", "payments", "profile")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"kabinet.cabinet.urls_{part}")) for part in PARTS if find_spec(f"kabinet.cabinet.urls_{part}")
]
