from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from kabinet.applications.models import Application
from kabinet.documents.actions.store_document import store_document
from kabinet.documents.models import Document
from kabinet.identity.roles import Role
from kabinet.kernel.access import SYSTEM
from kabinet.kernel.files import examine
from kabinet.kernel.models import Look
from kabinet.parties.models import Party
from tests.support.files import upload
from tests.support.identity import browser_of
from tests.support.lending import make_issued_loan, repay
from tests.support.office import browser, received

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12


@pytest.fixture
def application() -> Application:
    return received()


def card_of(application: Application) -> str:
    return reverse("office_client", args=[application.party_id])


def attach(application: Application, *, party: Party | None) -> Document:
    file = examine(upload("паспорт.pdf", b"%PDF-1.7 made up"))
    document = store_document(actor=SYSTEM, file=file, application_id=application.pk, title="Паспорт")
    document.party = party
    document.save(update_fields=["party"])
    return document


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("q=королёва анна", True),
        ("q=8 (999) 123-45-67", True),
        ("q=anna@mail", True),
        ("q=Сидоров", False),
        ("kind=person", True),
        ("kind=legal_entity", False),
        ("kind=nothing", True),
        ("page=garbage", True),
    ],
)
def test_the_register_is_searched(application: Application, query: str, found: bool) -> None:
    page = browser().get(f"/office/clients/?{query}")
    assert page.status_code == 200
    assert ("Королёва Анна Игоревна" in page.content.decode()) is found


def test_the_card_tells_all(application: Application, django_assert_max_num_queries) -> None:
    attach(application, party=application.party)
    client = browser()
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(card_of(application))
    for text in ("Королёва", "14.05.1990", "112-233-445 95", "57 10 123456", application.number, "Паспорт"):
        assertContains(page, text)
    assert {change.application for change in page.page.changes} == {application.pk}
    assert "Пермь" in str(page.page.known)


@pytest.mark.django_db(transaction=True)
def test_the_card_of_a_client_with_loans_asks_little(settings, django_assert_max_num_queries) -> None:
    settings.REREAD_SECONDS = 2
    loan = make_issued_loan(days_ago=70)
    repay(loan, "1000.00")
    attach(loan.application, party=loan.party)
    client = browser()
    client.get(card_of(loan.application))  # what a process keeps between answers is there now
    with django_assert_max_num_queries(MOST_QUERIES):
        page = client.get(card_of(loan.application))
    assertContains(page, loan.contract_number)
    assertContains(page, "Паспорт")


def test_an_accountant_sees_the_client_without_applications(application: Application) -> None:
    page = browser(Role.ACCOUNTANT).get(card_of(application))
    assertContains(page, "Королёва")
    assertNotContains(page, "/office/applications/")


def test_hostile_names_stay_text(application: Application) -> None:
    Party.objects.update(display_name="<script>alert(1)</script>")
    for address in ("/office/clients/", card_of(application)):
        page = browser().get(address).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize("address", ["/office/clients/", "card"])
def test_whom_the_pages_are_for(application: Application, address: str) -> None:
    url = card_of(application) if address == "card" else address
    for role in Role:
        assert browser(role).get(url).status_code == 200
    assert browser_of(application.account).get(url).status_code == 403
    assert Client().get(url)["Location"].startswith("/sign-in/")
    assert browser().get(reverse("office_client", args=[uuid4()])).status_code == 404


def test_documents_are_served_after_a_check(application: Application) -> None:
    url = reverse("office_document", args=[attach(application, party=application.party).pk])
    response = browser().get(url)
    assert b"".join(response.streaming_content) == b"%PDF-1.7 made up"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Cache-Control"] == "private, no-store, max-age=0, no-cache, must-revalidate"
    assert browser_of(application.account).get(url).status_code == 403
    assert Client().get(url)["Location"].startswith("/sign-in/")
    look = Look.objects.get()
    assert (look.subject_kind, look.party_id) == ("documents.document", application.party_id)


def test_documents_of_drafts_do_not_exist_for_staff(application: Application) -> None:
    draft = attach(application, party=None)
    assert browser().get(reverse("office_document", args=[draft.pk])).status_code == 404
    assert browser().get(reverse("office_document", args=[uuid4()])).status_code == 404


def test_an_address_is_read_from_the_town_to_the_flat(application: Application) -> None:
    person = application.party.person
    person.registration_address = {"flat": "14", "house": "52", "city": "Архангельск", "street": "Троицкий проспект"}
    person.save(update_fields=["registration_address"])
    assertContains(browser(Role.MANAGER).get(card_of(application)), "Архангельск, Троицкий проспект, д. 52, кв. 14")
