"""Addresses that belong to no face."""

from django.urls import path

from kabinet.kernel.web import branding

urlpatterns = [path("branding.css", branding.stylesheet, name="branding")]
