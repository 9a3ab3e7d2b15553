"""Addresses that belong to no face."""

from django.urls import path

from kabinet.kernel.web import tokens

urlpatterns = [
    path("token/", tokens.token, name="token"),
]
