"""Addresses that outside services call."""

from django.urls import path

from kabinet.api.views import acquirers

FIRST = {"name": "yookassa"}
"""Its notifications came to an address of their own before there were others; shops have it written in its cabinet."""

urlpatterns = [
    path("webhooks/acquirers/<slug:name>/", acquirers.webhook, name="acquirer_webhook"),
    path("webhooks/yookassa/", acquirers.webhook, FIRST, name="yookassa_webhook"),
]
