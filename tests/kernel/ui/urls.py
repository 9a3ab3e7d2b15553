"""The specimen page with a form that saves itself, for tests that drive a browser."""

from inspect import unwrap
from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils.html import format_html

from kabinet.kernel.amounts import AmountError, read_money
from kabinet.kernel.days import DayError, read_day
from kabinet.kernel.money import format_amount
from kabinet.office.views.interface import interface
from tests.kernel.ui.pages import ENGLISH

saved: list[tuple[str, list[str]]] = []
broken: list[bool] = []
LONGEST_STORY = 20_000


def save(request: HttpRequest) -> HttpResponse:
    """Keep what came; fail when told to; find fault with an address without its @; keep no endless story."""
    if broken:
        return HttpResponse(status=500)
    name = request.POST["field"]
    saved.append((name, request.POST.getlist(name)))
    if name == "email" and "@" not in request.POST[name]:
        return HttpResponse(ENGLISH.globals["field_error"]("id_email", "No @", oob=True))
    if name == "story" and len(request.POST[name]) > LONGEST_STORY:
        told = ENGLISH.globals["field_error"]("id_story", "Too long", oob=True)
        return HttpResponse(told, status=422)
    if name in {"income", "born"}:
        return HttpResponse(_written(name, request.POST[name]))
    return HttpResponse(status=204)


def _written(name: str, typed: str) -> str:
    """How the server writes a sum or a day, as the answer to an autosave says it."""
    try:
        text = format_amount(read_money(typed)) if name == "income" else f"{read_day(typed):%d.%m.%Y}"
    except (AmountError, DayError):
        text = typed
    return format_html('<data data-written="{}" data-typed="{}" value="{}"></data>', name, typed, text)


def form(request: HttpRequest) -> HttpResponse:
    """A page with a form that saves itself."""
    return render(request, "specimen_form.html")


def refusing(request: HttpRequest) -> HttpResponse:
    """A page that answers its own form and is kept nowhere, as every page of a person is."""
    response = render(request, "specimen_refused.html", {"posted": request.POST.get("text", "")})
    response["Cache-Control"] = "no-store"
    return response


def long(request: HttpRequest) -> HttpResponse:
    """A page whose every name is as long as tables allow."""
    profile = SimpleNamespace(name="Микрофинансовая компания " * 6, phone="+74951234567")
    page = {"words": "Заём на развитие дела " * 7, "word": "я" * 150, "site": profile}
    return render(request, "specimen_long.html", page)


urlpatterns = [
    path("specimens/long/", long),
    path("", form, name="home"),
    path("specimens/", unwrap(interface)),
    path("specimens/form/", form),
    path("specimens/save/", save),
    path("specimens/refused/", refusing),
    path("", include("kabinet.kernel.urls")),
]
