"""The pages of the road on demo data, and how many queries each takes. Needs Django set up on the demo's data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from time import process_time
from typing import Any
from urllib.parse import quote

from benchmarks.visitor import form_in
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kabinet.applications.models import Application
from kabinet.identity.models import User
from kabinet.lending.models import Loan
from kabinet.parties.models import Party

TURNS = 10
HTMX = {"HX-Request": "true"}


@dataclass(frozen=True, slots=True)
class Page:
    """One page as one person asks for it.

    Attributes:
        name: What it is.
        path: Its address.
        who: Whose session: nobody, client, applicant or manager.
        headers: What htmx adds.
    """

    name: str
    path: str
    who: str = ""
    headers: tuple[tuple[str, str], ...] = ()


def pages() -> list[Page]:
    """The pages of the road, with what the demo has for them."""
    client = User.objects.get(phone="+79000000001")
    loan = Loan.objects.get(account=client)
    draft = Application.objects.filter(status="draft", account__isnull=False).earliest("created_at")
    waiting = Application.objects.filter(status="submitted").earliest("created_at")
    party = Party.objects.filter(account=client).get()
    steps, cabinet, office = f"/cabinet/applications/{draft.pk}", "/cabinet/loans/", "/office"
    moved = "/calculator/?product=lichnye-celi&amount=200000&payments=24"
    return [
        Page("home with the calculator", "/"),
        Page("calculator: a moved slider", moved, headers=tuple(HTMX.items())),
        Page("product", "/loans/lichnye-celi/"),
        Page("sign-in", "/sign-in/"),
        Page("application: a step", f"{steps}/steps/document/", "applicant"),
        Page("application: check", f"{steps}/check/", "applicant"),
        Page("cabinet: home", "/cabinet/", "client"),
        Page("cabinet: loans", cabinet, "client"),
        Page("cabinet: a loan, instalments explained", f"{cabinet}{loan.pk}/", "client"),
        Page("cabinet: choosing what to pay", f"{cabinet}{loan.pk}/payments/new/", "client"),
        Page("office: my queue", f"{office}/", "manager"),
        Page("office: applications", f"{office}/applications/", "manager"),
        Page(
            "office: applications, a search",
            f"{office}/applications/?q={quote('Иванов')}",
            "manager",
        ),
        Page("office: an application", f"{office}/applications/{waiting.pk}/", "manager"),
        Page("office: clients", f"{office}/clients/", "manager"),
        Page("office: a client", f"{office}/clients/{party.pk}/", "manager"),
        Page("office: loans", f"{office}/loans/", "manager"),
        Page("office: a loan", f"{office}/loans/{loan.pk}/", "manager"),
        Page("office: payments", f"{office}/payments/", "manager"),
    ]


def sessions() -> dict[str, Any]:
    """A signed-in test client for each person; its cookies serve the visitors too."""
    draft = Application.objects.filter(status="draft", account__isnull=False).earliest("created_at")
    people = {
        "client": User.objects.get(phone="+79000000001"),
        "applicant": draft.account,
        "manager": User.objects.get(email="manager@partner.example"),
    }
    found = {"": Client(HTTP_HOST="127.0.0.1")}
    for name, user in people.items():
        found[name] = Client(HTTP_HOST="127.0.0.1")
        found[name].force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return found


def cost_of(page: Page, client: Any) -> tuple[int, float]:
    """Queries of one answer and the processor's milliseconds in Python, when what is kept between answers is there."""
    return _cost(lambda: client.get(page.path, headers=dict(page.headers)))


def cost_of_autosave(client: Any) -> tuple[int, float]:
    """The same of saving one field of a draft that is being filled in, each time with another answer."""
    draft = Application.objects.filter(status="draft", account__isnull=False).earliest("created_at")
    drawn = client.get(f"/cabinet/applications/{draft.pk}/steps/document/").content.decode()
    form = form_in(drawn, having="passport_issuer")
    if form is None:
        raise LookupError("the step has no field to save")
    about = {name: form.values[name] for name in ("page", "revision", "drawn")}
    numbers = count(1)

    def save() -> Any:
        values = {**about, "field": "passport_issuer", "passport_issuer": f"ОВД № {next(numbers)}"}
        return client.post(f"/cabinet/applications/{draft.pk}/answer/", values, headers=HTMX)

    return _cost(save)


def _cost(ask: Callable[[], Any]) -> tuple[int, float]:
    queries = 0
    for _warm in range(2):
        with CaptureQueriesContext(connection) as captured:
            answer = ask()
        if answer.status_code != 200:
            message = f"{answer.request['PATH_INFO']} answered {answer.status_code}"
            raise RuntimeError(message)
        queries = len(captured)
    spent = []
    for _turn in range(TURNS):
        start = process_time()
        ask()
        spent.append((process_time() - start) * 1000)
    return queries, min(spent)
