import re
from decimal import Decimal
from html import escape
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.test import Client

from kabinet.organisation.models import LegalText, SiteProfile
from tests.support.lending import PAYDAY_TERMS, make_business_product, make_limits, make_product
from tests.support.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def products() -> None:
    make_product("zaem", position=1)
    make_business_product("razvitie", position=2)
    make_product(
        "do-zarplaty",
        position=3,
        title="До зарплаты",
        terms=PAYDAY_TERMS,
        limits=make_limits(
            min_amount=Decimal(1000),
            max_amount=Decimal(30000),
            default_amount=Decimal(10000),
            min_payments=1,
            max_payments=1,
            default_payments=1,
        ),
    )


@pytest.mark.parametrize("path", ["/", "/loans/", "/calculator/", "/how-to-repay/", "/documents/"])
def test_pages_open_without_any_product(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_without_loans_and_without_a_phone_there_is_no_empty_sentence(client: Client) -> None:
    text = client.get("/loans/").content.decode()
    assert "empty-state-title" in text
    assert "empty-state-text" not in text
    SiteProfile.objects.create(name="Фонд", legal_name="Фонд", inn="1", ogrn="1", phone="+79991234567")
    assert "empty-state-text" in client.get("/loans/").content.decode()


@pytest.mark.usefixtures("products")
def test_the_first_screen_calculates(client: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(12):
        response = client.get("/")
    text = text_of(response)
    assert response.status_code == 200
    assert "9 455,96 ₽" in text
    assert "13 420,58 ₽" in text
    assert "23,921 %" in text
    assert 'style="' not in response.content.decode()
    assert "onclick" not in response.content.decode()


def test_a_schedule_shorter_than_asked_for_says_so(client: Client) -> None:
    make_product("zaem", terms={"annual_rate": "24", "day_count": "30/360", "instalment": "20000"})
    text = text_of(client.get("/calculator/?product=zaem&amount=100000&payments=12"))
    assert "Платёж 20 000,00 ₽ погасит заём раньше: платежей понадобится 6, а не 12." in text.replace("\u00a0", " ")


@pytest.mark.usefixtures("products")
def test_the_choice_travels_on_to_the_application(client: Client) -> None:
    body = client.get("/calculator/?product=zaem&amount=50 000&payments=6").content.decode()
    assert 'action="/cabinet/apply/zaem/"' in body
    assert '<input type="hidden" name="amount" value="50000.00">' in body
    assert '<input type="hidden" name="payments" value="6">' in body


@pytest.mark.usefixtures("products")
@pytest.mark.parametrize(
    ("query", "field", "code", "words"),
    [
        ("amount=9999&payments=12", "amount", "amount.too_small", "10 000,00 ₽"),
        ("amount=99999999&payments=12", "amount", "amount.too_big", "300 000,00 ₽"),
        ("amount=100400&payments=12", "amount", "amount.step", "100 000,00 ₽"),
        ("amount=100000&payments=99", "payments", "payments.too_many", "24"),
        ("amount=много&payments=12", "amount", "amount", "100 000"),
        ("amount=100000&payments=год", "payments", "payments", "12"),
        ("amount=100000&payments=-1", "payments", "payments", "12"),
        ("amount=100000&payments=١٢", "payments", "payments", "12"),
        ("amount=0&payments=12", "amount", "amount", "100 000"),
        ("amount=&payments=12", "amount", "amount", "100 000"),
        ("amount=%20&payments=12", "amount", "amount", "100 000"),
        ("amount=100000&payments=", "payments", "payments", "12"),
        ("amount=85.000&payments=12", "amount", "amount", "Это 85 000,00 ₽ или 85,00 ₽?"),
        ("amount=85 тыс&payments=12", "amount", "amount", "85 000"),
        ("amount=%00&payments=12", "amount", "null_characters_not_allowed", ""),
        ("amount=<b>1</b>&payments=12", "amount", "amount", "100 000"),
        (f"amount={'9' * 200}&payments=12", "amount", "max_length", "40"),
    ],
)
def test_bad_input_is_told_beside_the_field_and_kept(
    client: Client, query: str, field: str, code: str, words: str
) -> None:
    response = client.get(f"/calculator/?product=zaem&{query}")
    body = response.content.decode()
    assert response.status_code == 422
    assert [error.code for error in response.page.calculation.form.errors.as_data()[field]] == [code]
    error = re.search(rf'id="id_{field}-error"[^>]*>([^<]+)<', body)
    assert error is not None
    assert words in " ".join(error[1].split())
    assert 'aria-invalid="true"' in body
    assert "application_start" not in body
    assert "/cabinet/apply/" not in body
    assert "<b>1</b>" not in body
    typed = parse_qs(query, keep_blank_values=True)[field][0]
    assert f'value="{escape(typed)}"' in body


@pytest.mark.usefixtures("products")
def test_the_nearest_values_are_one_click_away(client: Client) -> None:
    body = client.get("/calculator/?product=zaem&amount=9999&payments=99").content.decode()
    assert "?product=zaem&amp;amount=10000&amp;payments=24" in body
    assert client.get("/calculator/?product=zaem&amount=10000&payments=24").status_code == 200


@pytest.mark.usefixtures("products")
def test_an_unknown_product_shows_the_first(client: Client) -> None:
    assert "9 455,96 ₽" in text_of(client.get("/calculator/?product=%27"))


@pytest.mark.usefixtures("products")
def test_htmx_gets_the_parts_that_changed(client: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(4):
        response = client.get(
            "/calculator/?product=zaem&amount=50000&payments=6",
            headers={**HTMX, "HX-Current-URL": "http://testserver/calculator/"},
        )
    body = response.content.decode()
    assert "<html" not in body
    assert 'id="quote-schedule" hx-swap-oob="true"' in body
    assert 'id="id_amount-error"' in body
    assert response["HX-Replace-Url"] == "/calculator/?product=zaem&amount=50000&payments=6"


@pytest.mark.usefixtures("products")
def test_htmx_is_told_what_is_wrong_beside_the_field(client: Client) -> None:
    response = client.get("/calculator/?product=zaem&amount=7&payments=12", headers=HTMX)
    error = re.search(r'id="id_amount-error"[^>]*hx-swap-oob="true">([^<]+)<', response.content.decode())
    assert response.status_code == 200
    assert error is not None
    assert "10 000,00 ₽" in " ".join(error[1].split())
    assert "/cabinet/apply/" not in response.content.decode()


@pytest.mark.usefixtures("products")
def test_a_changed_product_moves_the_values_inside_its_limits(client: Client) -> None:
    response = client.get(
        "/calculator/?product=do-zarplaty&amount=100000&payments=12", headers={**HTMX, "HX-Trigger-Name": "product"}
    )
    assert response.status_code == 200
    assert "HX-Replace-Url" not in response
    text = text_of(response)
    assert "37 200,00 ₽" in text
    assert "292,000 %" in text
    body = response.content.decode()
    assert re.search(r'name="amount"[^>]*value="30\u00a0000"', body)


@pytest.mark.usefixtures("products")
def test_a_full_cost_that_is_always_the_same_is_no_range(client: Client) -> None:
    same = text_of(client.get("/calculator/?product=do-zarplaty")).replace("\u00a0", " ")
    assert "Для этого займа она всегда такая." in same
    assert "от 292,000 %" not in same
    other = text_of(client.get("/calculator/?product=zaem")).replace("\u00a0", " ")
    assert re.search(r"Для этого займа — от \d+,\d{3} % до \d+,\d{3} % годовых\.", other)


@pytest.mark.usefixtures("products")
def test_the_products_show_their_conditions(client: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(6):
        text = text_of(client.get("/loans/"))
    assert "На любые цели" in text
    assert "0,8 %" in text
    assert "292,000 %" in text
    assert re.search(r"100 000 ₽ \w+ 5 000 000 ₽", text)


@pytest.mark.usefixtures("products")
def test_a_product_has_its_own_page(client: Client) -> None:
    response = client.get("/loans/razvitie/")
    assert response.status_code == 200
    assert 'action="/cabinet/apply/razvitie/"' in response.content.decode()
    assert client.get("/loans/razvitie/?amount=5").status_code == 422
    assert client.get("/loans/net-takogo/").status_code == 404


def test_a_description_is_paragraphs(client: Client) -> None:
    make_product("zaem", description="Первый <b>\n\nВторой")
    body = client.get("/loans/zaem/").content.decode()
    assert "<p>Первый &lt;b&gt;</p>" in body
    assert "<p>Второй</p>" in body


def test_a_closed_product_is_not_shown(client: Client) -> None:
    make_product("zaem", is_open=False)
    assert client.get("/loans/zaem/").status_code == 404
    assert "На любые цели" not in text_of(client.get("/loans/"))


def test_only_reading_is_allowed(client: Client) -> None:
    for path in ("/", "/loans/", "/calculator/", "/how-to-repay/", "/documents/"):
        assert client.post(path).status_code == 405


def test_documents_show_the_newest_edition_and_keep_the_older(client: Client) -> None:
    LegalText.objects.create(code="loan_rules", number=1, title="Правила", body="Первая <b>редакция</b>")
    LegalText.objects.create(
        code="loan_rules", number=2, title="Правила займов", body="# Общее\n\nВторая редакция\n\n- раз\n- два"
    )
    assert "Правила займов" in text_of(client.get("/documents/"))
    newest = client.get("/documents/loan_rules/")
    assert "Вторая редакция" in text_of(newest)
    assert "<h2>Общее</h2>" in newest.content.decode()
    assert "<li>два</li>" in newest.content.decode()
    older = client.get("/documents/loan_rules/1/")
    assert "Первая &lt;b&gt;редакция&lt;/b&gt;" in older.content.decode()
    assert client.get("/documents/loan_rules/3/").status_code == 404
    assert client.get("/documents/nothing/").status_code == 404
    assert client.get("/documents/privacy/").status_code == 404
