"""Addresses of connections to outside services."""

from django.urls import path

from kabinet.office.views import connections

_ONE = "setup/connections/<slug:kind>/<slug:provider>/"

urlpatterns = [
    path("setup/connections/", connections.connections, name="office_connections"),
    path(_ONE, connections.connection, name="office_connection"),
    path(f"{_ONE}use/", connections.switch, name="office_connection_switch"),
    path(f"{_ONE}first/", connections.first, name="office_connection_first"),
    path(f"{_ONE}check/", connections.check, name="office_connection_check"),
    path(f"{_ONE}verdict/", connections.verdict, name="office_connection_verdict"),
]
