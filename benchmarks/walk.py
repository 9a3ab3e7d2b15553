"""The whole road over HTTP: from the calculator to a paid instalment. Needs Django set up: the demo makes people up."""

from __future__ import annotations

import re
from time import perf_counter, sleep

from benchmarks.visitor import Visitor
from tests.journeys.applicant import someone
from tests.journeys.site import DemoSite

from kabinet.cli.demo_data.answers import Steps, consumer_answers

MANAGER = "manager@partner.example"
PRODUCT, AMOUNT, PAYMENTS = "lichnye-celi", 200_000, 18
PATIENCE, LOOK_AGAIN = 60.0, 0.5
"""Seconds to wait for a payment to be credited, and between two looks."""


def signed_in_manager(site: DemoSite, address: str) -> Visitor:
    """A manager at their desk, at an address of this machine."""
    manager = Visitor(site.url, address)
    sign_in(manager, site, MANAGER, onward="/office/")
    return manager


def journey(site: DemoSite, manager: Visitor, number: int) -> int:
    """Walk the road once.

    Args:
        site: The demo.
        manager: Decides on the application.
        number: Makes numbers of contracts unique, and gives each applicant a network address: limits count by it.

    Returns:
        How many requests it took of applicant and manager.
    """
    before = manager.requests
    with Visitor(site.url, f"127.{1 + number // 62_500}.{number // 250 % 250}.{1 + number % 250}") as client:
        person = someone()
        calculate(client)
        fill_in(client, consumer_answers(person, AMOUNT, PAYMENTS))
        sign_in(client, site, person.phone, onward=client.path)
        client.send(client.form(action="/submission/"))
        decide(manager, _found(r"\d{4}-\d{6}", client.text), number)
        pay(client)
        return client.requests + manager.requests - before


def calculate(client: Visitor) -> None:
    """Move sum and term, and begin an application."""
    client.open("/")
    moved = [f"/calculator/?product={PRODUCT}&amount={amount}&payments={PAYMENTS}" for amount in (150_000, AMOUNT)]
    for address in moved:
        client.open(address, HX_Request="true")
    client.open(moved[-1])
    client.send(client.form(action="/apply/"))


def fill_in(client: Visitor, steps: Steps) -> None:
    """Answer step after step: every field is saved as it is left, then the step is sent."""
    while "/steps/" in client.path:
        draft, _steps, code = client.path.strip("/").rpartition("/steps/")
        form = client.form(having="page")
        about = {name: form.values[name] for name in ("page", "revision", "drawn") if name in form.values}
        headers = {"HX_Request": "true", "X_CSRFToken": form.values["csrfmiddlewaretoken"][0]}
        answers = {name: str(value) for name, value in steps[code].items()}
        for name, value in answers.items():
            client.post(f"/{draft}/answer/", {"field": [name], name: [value], **about}, **headers)
        client.send(form, **answers)


def sign_in(visitor: Visitor, site: DemoSite, address: str, *, onward: str) -> None:
    """Prove an address with the code that comes to it, and go on to a page."""
    known = len(site.messages(address))
    visitor.open(f"/sign-in/?next={onward}")
    visitor.send(visitor.form(having="address"), address=address)
    visitor.send(visitor.form(having="code"), code=site.last_code(address, after=known))


def decide(manager: Visitor, number: str, contract: int) -> None:
    """Find the application by its number, approve it and issue the loan."""
    manager.open(f"/office/applications/?q={number}")
    manager.open(_found(r'href="(/office/applications/[0-9a-f-]{36}/)"', manager.text))
    manager.send(manager.form(action="/contract-number/"), contract_number=f"Ж-{contract}")
    manager.send(manager.form(action="/disbursement/"), document=f"ПП-{contract}")


def pay(client: Visitor) -> None:
    """Pay the first instalment by card, wait until it is credited and see it marked.

    Raises:
        TimeoutError: It was not credited.
    """
    client.open("/cabinet/loans/")
    loan = _found(r'href="(/cabinet/loans/[0-9a-f-]{36}/)"', client.text)
    client.open(loan)
    client.open(f"{loan}payments/new/")
    client.send(client.form(having="purpose"))
    checkout = _found(r'href="([^"]+/yookassa/checkout/[^"]+)"', client.text)
    client.open(checkout)
    client.send(client.form(), choice="pay")
    payment, end = client.path, perf_counter() + PATIENCE
    while "certificate.pdf" not in client.text:
        if perf_counter() > end:
            raise TimeoutError("the payment was not credited")
        sleep(LOOK_AGAIN)
        client.open(payment)
    if "row-done" not in client.open(loan):
        raise LookupError("the paid instalment is not marked")


def _found(pattern: str, text: str) -> str:
    """The words, or the group of them, that a page is known by.

    Raises:
        LookupError: The page has none.
    """
    found = re.search(pattern, text)
    if found is None:
        raise LookupError(f"no {pattern}")
    return found[found.re.groups]
