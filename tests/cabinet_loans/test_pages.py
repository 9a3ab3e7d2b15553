import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kabinet.identity.models import User
from kabinet.kernel import clock
from kabinet.lending.models import Loan
from kabinet.lending.printouts.common import percent_in_words, psk_frames, roubles_in_words
from kabinet.lending.queries.state import loan_state
from tests.support.identity import make_user
from tests.support.lending import (
    make_application,
    make_approved_loan,
    make_business_product,
    make_issued_loan,
    make_product,
    make_schedule,
    repay,
)
from tests.support.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


@pytest.fixture
def borrower() -> User:
    return make_user()


@pytest.fixture
def page(borrower: User, client: Client) -> Client:
    client.force_login(borrower, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def loan(borrower: User) -> Loan:
    application = make_application(make_product(), borrower, submitted_at=clock.now() - timedelta(days=40), payments=12)
    return make_issued_loan(application, days_ago=40)


def address(loan: Loan, rest: str = "") -> str:
    return f"/cabinet/loans/{loan.pk}/{rest}"


def test_visitors_are_led_to_the_sign_in(client: Client, loan: Loan) -> None:
    for path in ("/cabinet/loans/", address(loan), address(loan, "schedule.pdf"), address(loan, "certificate.pdf")):
        response = client.get(path)
        assert (response.status_code, response["Location"].split("?")[0]) == (302, "/sign-in/")


def test_another_clients_loan_is_not_found(page: Client) -> None:
    other = make_issued_loan()
    for rest in ("", "schedule.pdf", "certificate.pdf", "schedules/1/", "schedules/1.pdf"):
        assert page.get(address(other, rest)).status_code == 404
    assert other.contract_number not in text_of(page.get("/cabinet/loans/"))


def test_no_loans_yet(page: Client) -> None:
    response = page.get("/cabinet/loans/")
    assert response.status_code == 200
    assert 'href="/loans/"' in response.content.decode()


def test_the_list_shows_what_is_due(page: Client, loan: Loan, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(12):
        response = page.get("/cabinet/loans/")
    text = text_of(response)
    assert loan.contract_number in text
    assert "9 455,96 ₽" in text
    assert f'href="{address(loan, "payments/new/")}"' in response.content.decode()


def test_the_card_marks_and_explains_the_schedule(page: Client, loan: Loan, django_assert_max_num_queries: Any) -> None:
    repay(loan, "10000.00")
    with django_assert_max_num_queries(12):
        response = page.get(address(loan))
    body, text = response.content.decode(), text_of(response)
    assert response.status_code == 200
    assert body.count('class="row-done"') == 1
    assert body.count('class="row-next"') == 1
    assert "544,04 ₽" in text
    assert "100 000,00 ₽ × 24 % ×" in text
    assert "353-ФЗ, ст. 5, ч. 20" in text
    assert f'href="{address(loan, "payments/new/")}"' in body
    assert 'style="' not in body
    headings = re.findall(r"<h1[^>]*>([^<]+)</h1>", body)
    assert headings == ["На любые цели"]


def test_a_card_of_36_instalments_is_light(page: Client, borrower: User) -> None:
    submitted = clock.now() - timedelta(days=350)
    application = make_application(make_business_product(), borrower, submitted_at=submitted)
    loan = make_issued_loan(application, days_ago=350, payments=36)
    for row in loan_state(loan).rows[:11]:
        repay(loan, row.payment, on=row.due)
    body = page.get(address(loan)).content.decode()
    assert body.count('class="row-done"') == 11
    assert len(re.findall(r"<[a-z]", body)) < 800


def test_an_overdue_card_says_so_first(page: Client, loan: Loan) -> None:
    response = page.get(address(loan))
    assert 'class="row-overdue"' in response.content.decode()
    assert "card-danger" in response.content.decode()


def test_every_status_has_its_page(page: Client, borrower: User) -> None:
    product = make_product()
    approved = make_approved_loan(make_application(product, borrower))
    fresh = make_issued_loan(make_application(product, borrower), publish=False)
    repaid = make_issued_loan(make_application(product, borrower))
    repay(repaid, loan_state(repaid).remaining + 5)
    for item in (approved, fresh, repaid):
        assert page.get(address(item)).status_code == 200
    assert page.get(address(approved, "schedule.pdf")).status_code == 404
    assert page.get(address(approved, "certificate.pdf")).status_code == 404
    assert page.get(address(fresh, "schedule.pdf")).status_code == 404
    assert "5,00 ₽" in text_of(page.get(address(repaid)))
    assert "payments/new" not in page.get(address(repaid)).content.decode()


def test_older_versions_can_be_read_and_printed(page: Client, loan: Loan) -> None:
    repay(loan, "10000.00")
    make_schedule(loan, payments=6)
    assert address(loan, "schedules/1/") in page.get(address(loan)).content.decode()
    response = page.get(address(loan, "schedules/1/"))
    assert response.content.decode().count("<tr") == 12 + 2
    assert page.get(address(loan, "schedules/1.pdf")).content.startswith(b"%PDF")
    assert page.get(address(loan, "schedules/9/")).status_code == 404


def test_the_printouts_are_pdfs(page: Client, loan: Loan, django_assert_max_num_queries: Any) -> None:
    repay(loan, "10000.00")
    for rest in ("schedule.pdf", "certificate.pdf"):
        with django_assert_max_num_queries(12):
            response = page.get(address(loan, rest))
        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
        assert response.content.startswith(b"%PDF")
        assert response["Cache-Control"].startswith("max-age=0")


def test_a_business_loan_prints_too(page: Client, borrower: User) -> None:
    application = make_application(make_business_product(), borrower, amount=Decimal("1000000.00"), payments=36)
    loan = make_issued_loan(application)
    assert page.get(address(loan)).status_code == 200
    assert page.get(address(loan, "schedule.pdf")).content.startswith(b"%PDF")
    assert page.get(address(loan, "certificate.pdf")).content.startswith(b"%PDF")


def test_a_name_in_markup_is_text_on_paper_and_on_the_page(page: Client, loan: Loan) -> None:
    loan.party.display_name = '#import "x" <script>alert(1)</script> $a_b$ *c* \\'
    loan.party.save()
    assert page.get(address(loan, "schedule.pdf")).content.startswith(b"%PDF")
    assert page.get(address(loan, "certificate.pdf")).content.startswith(b"%PDF")


def test_only_reading_is_allowed(page: Client, loan: Loan) -> None:
    for path in ("/cabinet/loans/", address(loan), address(loan, "schedule.pdf")):
        assert page.post(path).status_code == 405


def test_the_frames_hold_digits_and_capitals() -> None:
    frames = psk_frames(Decimal("292.000"), Decimal("7200.00"))
    assert frames["percent"] == {
        "digits": "292,000\u00a0%",
        "letters": "ДВЕСТИ ДЕВЯНОСТО ДВЕ ЦЕЛЫХ НОЛЬ ТЫСЯЧНЫХ ПРОЦЕНТА ГОДОВЫХ",
    }
    assert frames["roubles"] == {
        "digits": "7\u00a0200,00 РУБ.",
        "letters": "СЕМЬ ТЫСЯЧ ДВЕСТИ РУБЛЕЙ 00 КОПЕЕК",
    }
    assert percent_in_words(Decimal("21.001")) == "двадцать одна целая одна тысячная процента годовых"
    assert roubles_in_words(Decimal("13471.53")) == "тринадцать тысяч четыреста семьдесят один рубль 53 копейки"


def test_the_cabinets_first_page_shows_what_is_owed(
    page: Client, loan: Loan, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        response = page.get("/cabinet/")
    assert f'href="{address(loan)}"' in response.content.decode()
    assert "9 455,96 ₽" in text_of(response)
