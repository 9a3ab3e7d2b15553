"""Addresses of the cabinet face."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("kabinet.cabinet.urls_applications")),
    path("", include("kabinet.cabinet.urls_loans")),
    path("", include("kabinet.cabinet.urls_payments")),
    path("", include("kabinet.cabinet.urls_profile")),
]
