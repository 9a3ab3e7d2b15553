"""Addresses that outside services call."""

from django.urls import path

from kabinet.api.views import yookassa

urlpatterns = [path("webhooks/yookassa/", yookassa.webhook, name="yookassa_webhook")]
