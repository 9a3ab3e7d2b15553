"""Addresses of one's own account."""

from django.urls import path

from kabinet.cabinet.views import notices, profile, proof, security

urlpatterns = [
    path("profile/", profile.profile, name="cabinet_profile"),
    path("profile/phone/", profile.phone, name="cabinet_profile_phone"),
    path("profile/email/", profile.email, name="cabinet_profile_email"),
    path("profile/code/", profile.code, name="cabinet_profile_code"),
    path("profile/code/new/", profile.new_code, name="cabinet_profile_new_code"),
    path("security/", security.security, name="cabinet_security"),
    path("security/proof/", proof.prove, name="cabinet_prove"),
    path("security/proof/send/", proof.send, name="cabinet_prove_send"),
    path("security/proof/code/", proof.code, name="cabinet_prove_code"),
    path("security/sessions/", security.end_sessions, name="cabinet_end_sessions"),
    path("notifications/", notices.notices, name="cabinet_notifications"),
    path("notifications/read/", notices.read_all, name="cabinet_notifications_read"),
    path("notifications/<uuid:notice_id>/", notices.read, name="cabinet_notification"),
]
