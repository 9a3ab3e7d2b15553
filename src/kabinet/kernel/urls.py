"""Addresses that belong to no face."""

from django.urls import path

from kabinet.kernel.web import branding, tokens

urlpatterns = [
    path("branding.css", branding.stylesheet, name="branding"),
    path("token/", tokens.token, name="token"),
]
