"""Addresses of applications with stand-ins for the pages of other faces."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def elsewhere(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("elsewhere")


urlpatterns = [
    path("", include("kabinet.kernel.urls")),
    path("", elsewhere, name="home"),
    path("sign-in/", elsewhere, name="sign_in"),
    path("documents/<slug:code>/", elsewhere, name="legal_text"),
    path("cabinet/", include("kabinet.cabinet.urls_applications")),
]
handler404 = "kabinet.kernel.web.errors.not_found"
