"""Addresses of staff, deliveries and messages."""

from django.urls import path

from kabinet.office.views import messages, security, staff

urlpatterns = [
    path("setup/staff/", staff.staff, name="office_staff"),
    path("setup/staff/roles/", staff.roles, name="office_roles"),
    path("setup/staff/new/", staff.new, name="office_staff_new"),
    path("setup/staff/<uuid:user_id>/", staff.member, name="office_staff_member"),
    path("setup/staff/<uuid:user_id>/address/", staff.address, name="office_staff_address"),
    path("setup/staff/<uuid:user_id>/closing/", staff.deactivate, name="office_staff_deactivate"),
    path("setup/staff/<uuid:user_id>/opening/", staff.reactivate, name="office_staff_reactivate"),
    path("security/", security.events, name="office_security"),
    path("security/looks/", security.looks, name="office_looks"),
    path("deliveries/", messages.deliveries, name="office_deliveries"),
    path("deliveries/messages/", messages.messages, name="office_messages"),
    path("deliveries/<uuid:delivery_id>/", messages.resend, name="office_delivery_resend"),
]
