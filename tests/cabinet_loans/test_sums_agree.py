"""Every place that tells what is owed tells the same: pages of both faces, certificate, events, the payment page."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from kabinet.identity.models import User
from kabinet.kernel import clock
from kabinet.kernel.models import Event
from kabinet.kernel.money import ZERO, format_money
from kabinet.lending.models import Instalment, Loan
from kabinet.lending.printouts import certificate
from kabinet.lending.queries.loans import loan_card
from kabinet.organisation.queries.profile import profile
from tests.support.identity import actor_for, make_staff, make_user
from tests.support.lending import (
    make_application,
    make_approved_loan,
    make_issued_loan,
    make_product,
    make_schedule,
    repay,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
Sums = dict[str, Decimal]
PAYMENT = Decimal("9455.96")
"""100 000 roubles at 24 % in 12 payments."""


def make(borrower: User, *, days_ago: int = 0, paid: str = "", **options: Any) -> Loan:
    submitted = clock.now() - timedelta(days=days_ago)
    loan = make_issued_loan(
        make_application(make_product(), borrower, submitted_at=submitted), days_ago=days_ago, **options
    )
    if paid:
        repay(loan, total(loan) + Decimal(paid) if Decimal(paid) <= 0 else paid)
    return Loan.objects.get(pk=loan.pk)


def approved(borrower: User) -> Loan:
    loan = make_approved_loan(make_application(make_product(), borrower))
    make_schedule(loan)
    return loan


def total(loan: Loan) -> Decimal:
    return sum((row.payment for row in instalments(loan)), ZERO)


CASES: dict[str, Callable[[User], Loan]] = {
    "approved": approved,
    "unscheduled": lambda borrower: make(borrower, publish=False),
    "fresh": make,
    "partly paid": lambda borrower: make(borrower, paid="1000.01"),
    "paid ahead": lambda borrower: make(borrower, paid="20000"),
    "overdue": lambda borrower: make(borrower, days_ago=70),
    "overdue in part": lambda borrower: make(borrower, days_ago=70, paid="10000"),
    "rest of an instalment": lambda borrower: make(borrower, days_ago=40, paid=str(PAYMENT * 2 - Decimal("0.26"))),
    "rest of the loan": lambda borrower: make(borrower, paid="-0.26"),
    "all overdue": lambda borrower: make(borrower, days_ago=500),
    "repaid": lambda borrower: make(borrower, paid="0.00"),
}


def instalments(loan: Loan) -> list[Instalment]:
    newest = loan.schedules.order_by("-number").first()
    return list(newest.instalments.order_by("number")) if newest else []


def by_hand(loan: Loan) -> Sums:
    """What is owed, worked out from the schedule and the money that came: no engine, no queries of lending."""
    if loan.disbursed_on is None or not instalments(loan):
        return {}
    rows, today = instalments(loan), clock.today()
    paid = sum((row.amount for row in loan.operations.filter(kind="repayment")), ZERO)
    fallen = [row.payment for row in rows if row.due < today]
    coming = [row.payment for row in rows if row.due >= today]
    sums = {"overdue": max(sum(fallen, ZERO) - paid, ZERO), "left": total(loan) - paid, "next": ZERO}
    ahead = max(paid - sum(fallen, ZERO), ZERO)
    for payment in coming:
        if ahead < payment:
            sums["next"] = payment - ahead
            break
        ahead -= payment
    sums["due"] = sums["overdue"] + sums["next"]
    return {name: value for name, value in sums.items() if value}


def stats(html: str, **labels: str) -> Sums:
    """Sums of tiles by their labels; tiles that are not there, and noughts, are left out."""
    found = re.findall(r'<p class="stat-label">(.*?)</p>\s*<div class="stat-value">(.*?)</div>', html, re.DOTALL)
    shown = {unescape(label).strip(): value for label, value in found}
    return _sums({name: shown.get(gettext(label), "") for name, label in labels.items()})


def cells(html: str, loan: Loan, **labels: str) -> Sums:
    """Sums of a loan's row in a table of the office."""
    [row] = [row for row in re.findall(r"<tr\b[^>]*>(.*?)</tr>", html, re.DOTALL) if f">{loan.contract_number}<" in row]
    shown = dict(re.findall(r'data-label="([^"]*)">(.*?)</td>', row, re.DOTALL))
    return _sums({name: shown[gettext(label)] for name, label in labels.items()})


def _sums(texts: dict[str, str]) -> Sums:
    sums = {name: _sum(unescape(re.sub(r"<[^>]*>", " ", text))) for name, text in texts.items()}
    return {name: value for name, value in sums.items() if value}


def _sum(text: str) -> Decimal:
    found = re.search(r"\d[\d\xa0\u2009\u202f]*,\d\d", text)
    return Decimal(re.sub(r"[^\d,]", "", found.group()).replace(",", ".")) if found else ZERO


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def _office_card(sums: Sums, spoken: set[str]) -> tuple[Sums, set[str]]:
    """The card adds up what is overdue and what comes next, where there are both; else one of them says it all."""
    return (sums, spoken) if {"overdue", "next"} <= sums.keys() else (sums, spoken - {"due"})


def told(loan: Loan) -> dict[str, tuple[Sums, set[str]]]:
    """What each place says, and which sums it speaks of."""
    client, office = browser(loan.account), browser(make_staff())
    short = {"overdue": "Overdue", "next": "Next payment", "left": "Left by the schedule"}
    card = {**short, "left": "Left by the schedule, with interest"}
    staff = {"overdue": "Overdue", "next": "Next payment", "left": "Left to pay", "due": "Overdue and next payment"}
    table = {"overdue": "Overdue", "left": "Left to pay"}
    url = {name: reverse(name, args=[loan.pk]) for name in ("cabinet_loan", "office_loan", "payment_new")}
    places = {
        "list": (stats(page(client, "/cabinet/loans/"), **short), set(short)),
        "card": (stats(page(client, url["cabinet_loan"]), **card), set(card)),
        "office list": (cells(page(office, "/office/loans/"), loan, **table), set(table)),
        "office card": _office_card(stats(page(office, url["office_loan"]), **staff), set(staff)),
        "client": (cells(page(office, f"/office/clients/{loan.party_id}/"), loan, **table), set(table)),
    }
    if loan.status != Loan.Status.REPAID:
        places["home"] = (stats(page(client, "/cabinet/"), **short), set(short))
    if loan.disbursed_on:
        found = certificate._data(loan_card(actor_for(loan.account), loan.pk), profile())
        facts = dict(found["facts_table"])
        labels = {"overdue": gettext("Overdue"), "left": gettext("Left by the schedule, with interest")}
        places["certificate"] = (_sums({name: facts.get(label, "") for name, label in labels.items()}), set(labels))
    event = Event.objects.filter(name="loan.repayment_recorded", subject_id=loan.pk).last()
    if event is not None:
        data = {"left": Decimal(event.data["remaining"]), "next": Decimal(event.data.get("due_amount", 0))}
        places["event"] = ({name: value for name, value in data.items() if value}, set(data))
    return places


@pytest.mark.parametrize("case", CASES)
def test_every_place_tells_the_same_debt(case: str) -> None:
    with translation.override("ru"):
        loan = CASES[case](make_user())
        expected = by_hand(loan)
        for place, (sums, spoken) in told(loan).items():
            assert sums == {name: value for name, value in expected.items() if name in spoken}, place


@pytest.mark.parametrize(
    ("case", "offered"),
    [
        ("approved", []),
        ("unscheduled", []),
        ("fresh", ["9 455,96 ₽"]),
        ("partly paid", ["8 455,95 ₽"]),
        ("paid ahead", ["8 367,88 ₽"]),
        ("overdue", ["18 911,92 ₽", "28 367,88 ₽"]),
        ("overdue in part", ["8 911,92 ₽", "18 367,88 ₽"]),
        ("rest of an instalment", ["1,00 ₽"]),
        ("rest of the loan", []),
        ("repaid", []),
    ],
)
def test_the_payment_page_offers_sums_that_can_be_paid(case: str, offered: list[str]) -> None:
    with translation.override("ru"):
        loan = CASES[case](make_user())
        html = page(browser(loan.account), reverse("payment_new", args=[loan.pk]))
        labels = re.findall(r'class="choice-text">\s*<span>(.*?)</span>', html, re.DOTALL)
        sums = [format_money(value) for value in map(_sum, labels) if value]
        assert sums == [text.replace(" ", "\xa0") for text in offered]
        links = reverse("payment_new", args=[loan.pk]) in page(browser(loan.account), "/cabinet/loans/")
        assert links == (bool(offered) or case == "rest of the loan")
