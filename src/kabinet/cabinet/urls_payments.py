"""Addresses of payments in the cabinet."""

from django.urls import path

from kabinet.cabinet.views import payments

urlpatterns = [
    path("loans/<uuid:loan_id>/payments/new/", payments.new, name="payment_new"),
    path("loans/<uuid:loan_id>/payments/preview/", payments.preview, name="payment_preview"),
    path("payments/<uuid:payment_id>/", payments.card, name="payment"),
    path("payments/<uuid:payment_id>/go/", payments.go, name="payment_go"),
    path("payments/<uuid:payment_id>/abandon/", payments.abandon, name="payment_abandon"),
    path("payments/<uuid:payment_id>/state/", payments.state, name="payment_state"),
]
