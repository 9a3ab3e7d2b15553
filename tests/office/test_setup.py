import re
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from kabinet.identity.roles import Role
from kabinet.kernel.models import Event
from kabinet.lending.models import LoanProduct
from kabinet.organisation.models import RegulatoryValue, SiteProfile
from tests.support import lending
from tests.support.identity import browser_of, make_user
from tests.support.office import browser

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12

PRODUCT: dict[str, Any] = {
    "code": "noviy",
    "title": "Новый заём",
    "lead": "Быстро",
    "description": "Подробно",
    "questionnaire": "consumer-loan",
    "position": "10",
    "is_open": "on",
    "regime": "consumer",
    "min_amount": "10 000",
    "max_amount": "100 000",
    "amount_step": "1 000",
    "default_amount": "50 000",
    "min_payments": "3",
    "max_payments": "12",
    "default_payments": "6",
    "rate_kind": "annual_rate",
    "rate": "24,5",
    "every": "1",
    "unit": "month",
    "method": "annuity",
    "annuity": "exact",
    "day_count": "act/365",
    "rounding": "half_even",
    "payment_day": "15",
    "month_end": "clamp",
    "calendar": "ru",
    "grace_principal": "0",
}
SITE: dict[str, Any] = {
    "name": "Деловой партнёр",
    "legal_name": "ООО МКК «Деловой партнёр»",
    "inn": "7736207543",
    "ogrn": "1027700229193",
    "registry_number": "1",
    "phone": "8 800 000-00-01",
    "email": "help@partner.example",
    "address": "Москва",
    "working_hours": "",
    "bank_name": "",
    "bank_bik": "044525225",
    "bank_account": "40817810700000000001",
    "hue": "250",
}


@pytest.fixture
def admin() -> Client:
    lending.make_questionnaire()
    lending.ensure_regulations()
    return browser(Role.ADMINISTRATOR)


@pytest.mark.parametrize(
    "name",
    [
        "office_setup",
        "office_products",
        "office_product_new",
        "office_regulations",
        "office_site",
    ],
)
def test_the_setup_is_for_administrators(name: str, admin: Client, django_assert_max_num_queries) -> None:
    product = lending.make_product()
    url = reverse(name)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert admin.get(url).status_code == 200
    for role in (Role.MANAGER, Role.SENIOR_MANAGER, Role.ACCOUNTANT):
        client = browser(role)
        assert client.get(url).status_code == 403
        assert client.post(url).status_code == 403
        assert client.get(reverse("office_product", args=[product.pk])).status_code == 403
    assert browser_of(make_user()).get(url).status_code == 403
    assert Client().get(url)["Location"].startswith("/sign-in/")


def test_a_full_cost_that_is_always_the_same_is_one_figure(admin: Client) -> None:
    figures = {"min_payments": 1, "max_payments": 1, "default_payments": 1}
    lending.make_product("do-zarplaty", terms=lending.PAYDAY_TERMS, limits=lending.make_limits(**figures))
    shown = admin.get(reverse("office_products")).content.decode().replace("\u00a0", " ")
    assert shown.count("292,000 %") == 1


def test_the_menu_calls_the_security_of_the_site_as_its_page_does(admin: Client) -> None:
    page = admin.get(reverse("office_security")).content.decode()
    entry = re.search(rf'<a[^>]*href="{reverse("office_security")}"[^>]*>.*?<span>([^<]+)</span>', page, re.DOTALL)
    title = re.search(r"<h1[^>]*>([^<]+)</h1>", page)
    assert entry is not None
    assert title is not None
    assert entry[1].strip() == title[1].strip() == "Безопасность сайта"


def test_a_new_product(admin: Client) -> None:
    page = admin.post(reverse("office_product_new"), PRODUCT)
    product = LoanProduct.objects.select_related("service").get()
    assert page["Location"] == reverse("office_product", args=[product.pk])
    assert (product.service.code, product.service.title, product.service.is_open) == ("noviy", "Новый заём", True)
    assert (product.min_amount, product.default_payments) == (Decimal(10000), 6)
    assert product.terms["annual_rate"] == "24.5"
    assert (product.terms["payment_day"], product.terms["calendar"]) == (15, "ru")


def test_changing_and_closing_a_product(admin: Client, django_assert_max_num_queries) -> None:
    admin.post(reverse("office_product_new"), PRODUCT)
    product = LoanProduct.objects.get()
    url = reverse("office_product", args=[product.pk])
    with django_assert_max_num_queries(MOST_QUERIES):
        page = admin.get(url)
    assertContains(page, 'value="24,5"')
    assertContains(page, 'value="10\u00a0000"')
    assert len(page.page.corners) == 9
    values = {**PRODUCT, "revision": product.revision, "rate": "20", "payment_day": ""}
    del values["is_open"]
    assert admin.post(url, values).status_code == 302
    product = LoanProduct.objects.select_related("service").get()
    assert not product.service.is_open
    assert product.terms["annual_rate"] == "20"
    assert "payment_day" not in product.terms
    assert product.service.code == "noviy"
    assert admin.get(reverse("office_products")).status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "Новый заём"}, "code"),
        ({"title": ""}, "title"),
        ({"questionnaire": "none"}, "questionnaire"),
        ({"regime": ""}, "regime"),
        ({"min_amount": "много"}, "min_amount"),
        ({"min_amount": "0"}, "min_amount"),
        ({"max_amount": "5 000"}, "max_amount"),
        ({"amount_step": "7 000"}, "amount_step"),
        ({"default_amount": "50 500"}, "default_amount"),
        ({"max_payments": "2"}, "max_payments"),
        ({"default_payments": "99"}, "default_payments"),
        ({"rate": "двадцать"}, "rate"),
        ({"rate": "-1"}, "rate"),
        ({"rate": ""}, "rate"),
        ({"rate": "400"}, "rate"),
        ({"rate_kind": "daily_rate", "rate": "0,81"}, "rate"),
        ({"every": "0"}, "every"),
        ({"unit": "week"}, "payment_day"),
        ({"payment_day": "40"}, "payment_day"),
        ({"grace_principal": "12"}, "grace_principal"),
    ],
)
def test_refused_products_keep_what_was_typed(admin: Client, changes: dict[str, str], field: str) -> None:
    page = admin.post(reverse("office_product_new"), PRODUCT | changes)
    assert page.status_code == 422
    assert page.page.form.errors[field], page.page.form.errors
    assertContains(page, "Новый заём" if field != "title" else "Подробно", status_code=422)
    assert not LoanProduct.objects.exists()


def test_a_breach_of_the_law_is_named(admin: Client) -> None:
    page = admin.post(reverse("office_product_new"), PRODUCT | {"rate_kind": "daily_rate", "rate": "0,81"})
    assert "353-ФЗ, ст. 5, ч. 23" in str(page.page.form.errors["rate"])
    business = admin.post(
        reverse("office_product_new"), PRODUCT | {"rate_kind": "daily_rate", "rate": "0,81", "regime": "business"}
    )
    assert business.status_code == 302


def test_the_preview_works_out_the_limits_and_saves_nothing(admin: Client) -> None:
    url = reverse("office_product_preview")
    page = admin.post(url, PRODUCT | {"rate": "400"})
    assert [bool(corner.problems) for corner in page.page.corners].count(True) > 0
    assertContains(page, "353-ФЗ")
    assertContains(admin.post(url, PRODUCT | {"rate": "x"}), 'id="preview"')
    assertContains(admin.post(url, {}), 'id="preview"')
    whole = admin.post(reverse("office_product_new"), PRODUCT | {"do": "preview"})
    assert whole.status_code == 200
    assertContains(whole, "Новый заём")
    assert not LoanProduct.objects.exists()


def test_a_product_says_whether_days_off_extend_the_term(admin: Client) -> None:
    """On for a new product; a box without its tick turns it off."""
    assert admin.get(reverse("office_product_new")).page.form["days_off_extend"].value() is True
    admin.post(reverse("office_product_new"), PRODUCT | {"days_off_extend": "on"})
    product = LoanProduct.objects.get()
    assert product.days_off_extend is True
    url = reverse("office_product", args=[product.pk])
    assert admin.get(url).page.form["days_off_extend"].value() is True
    admin.post(url, PRODUCT | {"revision": product.revision})
    product.refresh_from_db()
    assert product.days_off_extend is False
    assert admin.get(url).page.form["days_off_extend"].value() is False


def test_the_preview_says_when_a_fixed_instalment_repays_sooner(admin: Client) -> None:
    """10,000 at 24.5 % a year are repaid by 40,000 at once, and 50,000 in two payments."""
    page = admin.post(reverse("office_product_preview"), PRODUCT | {"instalment": "40 000"})
    assert [corner.problems for corner in page.page.corners] == [[]] * 9
    assertContains(page, "платежей понадобится 2, а не 6")
    assertContains(page, "40\u00a0000,00\u00a0₽")


def test_two_administrators_on_one_product(admin: Client) -> None:
    admin.post(reverse("office_product_new"), PRODUCT)
    product = LoanProduct.objects.get()
    url = reverse("office_product", args=[product.pk])
    values = {**PRODUCT, "revision": product.revision}
    other = browser(Role.ADMINISTRATOR, full_name="Соколова Мария")
    assert other.post(url, values | {"rate": "22"}).status_code == 302
    page = admin.post(url, values | {"title": "Моё название"})
    assert page.status_code == 422
    assertContains(page, "Соколова Мария", status_code=422)
    assertContains(page, "Моё название", status_code=422)
    product.refresh_from_db()
    assert product.terms["annual_rate"] == "22"
    assert admin.get(reverse("office_product", args=[uuid4()])).status_code == 404


def test_a_code_that_is_taken(admin: Client) -> None:
    admin.post(reverse("office_product_new"), PRODUCT)
    page = admin.post(reverse("office_product_new"), PRODUCT)
    assert page.status_code == 422
    assert page.page.form.errors["code"]


def test_a_figure_of_the_law_is_added(admin: Client) -> None:
    url = reverse("office_regulations")
    values = {"code": "consumer.psk_cap", "value": "250,5", "valid_from": "01.07.2027", "source": "353-ФЗ"}
    assert admin.post(url, values)["Location"] == url
    row = RegulatoryValue.objects.get(valid_from="2027-07-01")
    assert (row.value, row.source) == (Decimal("250.5"), "353-ФЗ")
    assertContains(admin.get(url), "250,5")
    again = admin.post(url, values)
    assert again.status_code == 422
    assert again.page.form.errors["valid_from"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "x"}, "code"),
        ({"value": "0"}, "value"),
        ({"value": "1,2345"}, "value"),
        ({"value": "много"}, "value"),
        ({"valid_from": "31.02.2027"}, "valid_from"),
        ({"source": ""}, "source"),
    ],
)
def test_refused_figures(admin: Client, changes: dict[str, str], field: str) -> None:
    values = {"code": "consumer.psk_cap", "value": "250", "valid_from": "01.07.2027", "source": "353-ФЗ"}
    before = RegulatoryValue.objects.count()
    page = admin.post(reverse("office_regulations"), values | changes)
    assert page.status_code == 422
    assert page.page.form.errors[field]
    assert RegulatoryValue.objects.count() == before


def test_the_organisation_is_saved(admin: Client) -> None:
    url = reverse("office_site")
    assert admin.post(url, SITE)["Location"] == url
    profile = SiteProfile.objects.get()
    assert (profile.name, profile.phone, profile.hue) == ("Деловой партнёр", "+78000000001", 250)
    assertContains(admin.get(url), "Деловой партнёр")


def test_details_are_taken_with_spaces_and_unseen_marks(admin: Client) -> None:
    typed = {
        "name": "Деловой\u200b партнёр",
        "inn": "7736 2075 43\u200b",
        "ogrn": "1 0277 0022 9193",
        "bank_account": "40817 810 7 0000 0000001",
        "email": "\u202ahelp@partner.example\u202c",
    }
    assert admin.post(reverse("office_site"), SITE | typed).status_code == 302
    profile = SiteProfile.objects.get()
    assert (profile.name, profile.inn, profile.ogrn) == ("Деловой партнёр", "7736207543", "1027700229193")
    assert (profile.bank_account, profile.email) == ("40817810700000000001", "help@partner.example")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "\u200b"}, "name"),
        ({"email": "help@p\u0430rtner.example"}, "email"),
        ({"inn": "7736207544"}, "inn"),
        ({"ogrn": "1027700229190"}, "ogrn"),
        ({"phone": "123"}, "phone"),
        ({"email": "нет"}, "email"),
        ({"bank_bik": "1"}, "bank_bik"),
        ({"bank_account": "40817810700000000002"}, "bank_account"),
        ({"hue": "361"}, "hue"),
        ({"hue": "синий"}, "hue"),
    ],
)
def test_refused_details_keep_what_was_typed(admin: Client, changes: dict[str, str], field: str) -> None:
    page = admin.post(reverse("office_site"), SITE | changes)
    assert page.status_code == 422
    assert page.page.form.errors[field]
    assertContains(page, "ООО МКК «Деловой партнёр»", status_code=422)
    assert not SiteProfile.objects.exists()


def test_a_change_of_details_is_an_event_with_old_and_new(admin: Client) -> None:
    url = reverse("office_site")
    admin.post(url, SITE)
    admin.post(url, SITE | {"revision": "1"})
    admin.post(url, SITE | {"address": "Пермь", "revision": "1"})
    first, second = Event.objects.filter(name="site.details_changed").order_by("happened_at")
    assert first.data["fields"]["name"] == ["", "Деловой партнёр"]
    assert second.data == {"fields": {"address": ["Москва", "Пермь"]}}
    assert second.subject_id == SiteProfile.objects.get().pk
    assertContains(admin.get(url), "Адрес: Москва → Пермь")


def test_details_from_a_page_that_was_overtaken_are_refused(admin: Client) -> None:
    url = reverse("office_site")
    admin.post(url, SITE)
    admin.post(url, SITE | {"address": "Пермь", "revision": "1"})
    page = admin.post(url, SITE | {"address": "Тула", "revision": "1"})
    assert page.status_code == 422
    assertContains(page, "Тула", status_code=422)
    assertContains(page, "Адрес: Москва → Пермь", status_code=422)
    assertContains(page, 'name="revision" value="2"', status_code=422)
    assert SiteProfile.objects.get().address == "Пермь"
    assert Event.objects.filter(name="site.details_changed").count() == 2


def test_a_hue_that_breaks_contrast_is_refused(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kabinet.office.forms.setup.hue_is_readable", lambda _hue: False)
    page = admin.post(reverse("office_site"), SITE)
    assert page.status_code == 422
    assert "4,5" in str(page.page.form.errors["hue"])
    assert not SiteProfile.objects.exists()
