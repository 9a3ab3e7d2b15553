"""Addresses of loans in the cabinet."""

from django.urls import path

from kabinet.cabinet.views import loans

urlpatterns = [
    path("loans/", loans.index, name="cabinet_loans"),
    path("loans/<uuid:loan_id>/", loans.card, name="cabinet_loan"),
    path("loans/<uuid:loan_id>/schedule.pdf", loans.schedule_pdf, name="cabinet_loan_schedule_pdf"),
    path("loans/<uuid:loan_id>/certificate.pdf", loans.certificate_pdf, name="cabinet_loan_certificate"),
    path("loans/<uuid:loan_id>/schedules/<int:number>/", loans.version, name="cabinet_loan_schedule"),
    path("loans/<uuid:loan_id>/schedules/<int:number>.pdf", loans.version_pdf, name="cabinet_loan_version_pdf"),
]
