"""Addresses of the office face."""

from django.urls import URLPattern, URLResolver, include, path

from kabinet.office.views import (
    application,
    applications,
    clients,
    interface,
    loans,
    products,
    queue,
    regulations,
    site,
)

_applications = [
    path("", applications.index, name="office_applications"),
    path("<uuid:application_id>/", application.card, name="office_application"),
    path("<uuid:application_id>/decline/", application.decline, name="office_application_decline"),
    path("<uuid:application_id>/contract-number/", application.contract, name="office_application_contract"),
    path("<uuid:application_id>/disbursement/", application.disbursement, name="office_application_disbursement"),
    path("<uuid:application_id>/manager/", application.manager, name="office_application_manager"),
    path("<uuid:application_id>/take/", application.take, name="office_application_take"),
]
_loans = [
    path("", loans.index, name="office_loans"),
    path("<uuid:loan_id>/", loans.card, name="office_loan"),
    path("<uuid:loan_id>/schedule/", loans.schedule, name="office_loan_schedule"),
    path("<uuid:loan_id>/schedule/<int:number>/", loans.version, name="office_loan_version"),
    path("<uuid:loan_id>/correction/", loans.correction, name="office_loan_correction"),
]
_products = [
    path("", products.index, name="office_products"),
    path("new/", products.new, name="office_product_new"),
    path("preview/", products.preview, name="office_product_preview"),
    path("<uuid:product_id>/", products.edit, name="office_product"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", queue.home, name="office_home"),
    path("applications/", include(_applications)),
    path("clients/", clients.index, name="office_clients"),
    path("clients/<uuid:party_id>/", clients.card, name="office_client"),
    path("documents/<uuid:document_id>/", clients.document, name="office_document"),
    path("loans/", include(_loans)),
    path("", include("kabinet.office.urls_payments")),
    path("", include("kabinet.office.urls_staff")),
    path("", include("kabinet.office.urls_connections")),
    path("setup/", site.setup, name="office_setup"),
    path("setup/site/", site.organisation, name="office_site"),
    path("setup/regulations/", regulations.index, name="office_regulations"),
    path("setup/products/", include(_products)),
    path("interface/", interface.interface, name="office_interface"),
]
