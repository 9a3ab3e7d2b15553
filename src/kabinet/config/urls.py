"""All addresses of the site, by face."""

from django.urls import include, path

from kabinet.kernel.web import health

urlpatterns = [
    path("health/", health.alive, name="health"),
    path("ready/", health.ready, name="ready"),
    path("", include("kabinet.kernel.urls")),
    path("", include("kabinet.public.urls")),
    path("cabinet/", include("kabinet.cabinet.urls")),
    path("office/", include("kabinet.office.urls")),
    path("api/", include("kabinet.api.urls")),
]

handler400 = "kabinet.kernel.web.errors.bad_request"
handler403 = "kabinet.kernel.web.errors.forbidden"
handler404 = "kabinet.kernel.web.errors.not_found"
handler500 = "kabinet.kernel.web.errors.server_error"
