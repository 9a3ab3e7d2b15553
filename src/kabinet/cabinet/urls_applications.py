"""Addresses of applications in the cabinet."""

from django.urls import path

from kabinet.cabinet.views import applications, autosave, files, home, steps

urlpatterns = [
    path("", home.home, name="cabinet_home"),
    path("apply/<slug:service_code>/", applications.start, name="application_start"),
    path("applications/", applications.index, name="cabinet_applications"),
    path("applications/<uuid:application_id>/", applications.card, name="cabinet_application"),
    path("applications/<uuid:application_id>/steps/", steps.overview, name="application_steps"),
    path("applications/<uuid:application_id>/steps/<slug:step_code>/", steps.step, name="application_step"),
    path("applications/<uuid:application_id>/answer/", autosave.answer, name="application_answer"),
    path("applications/<uuid:application_id>/files/", files.files, name="application_files"),
    path("applications/<uuid:application_id>/check/", steps.check, name="application_check"),
    path("applications/<uuid:application_id>/submission/", steps.submit, name="application_submission"),
    path("applications/<uuid:application_id>/withdrawal/", applications.withdraw, name="application_withdrawal"),
    path("applications/<uuid:application_id>/discard/", applications.discard, name="application_discard"),
    path("documents/<uuid:document_id>/", applications.document, name="document"),
]
