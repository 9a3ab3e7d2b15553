"""Addresses of payments in the office."""

from django.urls import path

from kabinet.office.views import payments

urlpatterns = [
    path("payments/", payments.index, name="office_payments"),
    path("payments/<uuid:payment_id>/", payments.card, name="office_payment"),
    path("payments/<uuid:payment_id>/check/", payments.check, name="office_payment_check"),
]
