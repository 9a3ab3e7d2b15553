"""The specimen page with a form that saves itself, for tests that drive a browser."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django_cotton import render_component

from kabinet.office.views.interface import interface

saved: list[tuple[str, list[str]]] = []
broken: list[bool] = []


def save(request: HttpRequest) -> HttpResponse:
    """Keep what came; fail when told to; find fault with an address without its @."""
    if broken:
        return HttpResponse(status=500)
    name = request.POST["field"]
    saved.append((name, request.POST.getlist(name)))
    if name == "email" and "@" not in request.POST[name]:
        return HttpResponse(render_component(request, "field-error", id="id_email", error="No @", oob=True))
    return HttpResponse(status=204)


def form(request: HttpRequest) -> HttpResponse:
    """A page with a form that saves itself."""
    return render(request, "specimen_form.html")


urlpatterns = [
    path("", form, name="home"),
    path("specimens/", getattr(interface, "__wrapped__", interface)),
    path("specimens/form/", form),
    path("specimens/save/", save),
    path("", include("kabinet.kernel.urls")),
]
