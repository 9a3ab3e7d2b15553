from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kabinet.identity.roles import Role
from kabinet.kernel.errors import Denied, Refused, Stale
from kabinet.kernel.models import Event
from kabinet.lending.engine import BUSINESS_ORDER, CONSUMER_ORDER
from kabinet.lending.models import AllocationOrder, Loan, LoanProduct
from kabinet.lending.queries.products import nearest_amount, nearest_payments, open_products, psk_range, quote_schedule
from kabinet.lending.queries.regulations import caps_on
from kabinet.lending.queries.state import loan_state
from kabinet.lending.rules import limit_problems
from kabinet.organisation.actions.add_regulatory_value import add_regulatory_value
from kabinet.organisation.models import RegulatoryValue
from tests.support.identity import staff_actor
from tests.support.lending import (
    BUSINESS_TERMS,
    PAYDAY_TERMS,
    ensure_regulations,
    make_application,
    make_business_product,
    make_issued_loan,
    make_limits,
    make_product,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]

ONE_PAYMENT = make_limits(
    min_amount=Decimal("1000.00"),
    max_amount=Decimal("30000.00"),
    default_amount=Decimal("10000.00"),
    min_payments=1,
    max_payments=1,
    default_payments=1,
)


def test_a_saved_product_holds_its_limits_and_the_terms_as_understood() -> None:
    product = make_product("zaem", actor=staff_actor(Role.ADMINISTRATOR))
    product.refresh_from_db()
    assert (product.min_amount, product.max_amount, product.amount_step) == (10000, 300000, 1000)
    assert (product.min_payments, product.max_payments, product.revision) == (3, 24, 1)
    assert product.terms["annual_rate"] == "24"
    assert product.terms["day_count"] == "act/365"
    assert not {"amount", "issued", "payments"} & product.terms.keys()
    assert (product.service.template, product.service.title, product.service.is_open) == ("loan", "На любые цели", True)
    event = Event.objects.get(name="product.saved")
    assert event.data["code"] == "zaem"
    assert event.data["changes"]["min_amount"] == [None, "10000.00"]


def test_a_manager_may_not_save_products() -> None:
    with pytest.raises(Denied):
        make_product(actor=staff_actor(Role.SENIOR_MANAGER))
    assert LoanProduct.objects.count() == 0


def test_a_change_keeps_the_code_and_grows_the_revision() -> None:
    product = make_product("zaem")
    changed = make_product("other", product_id=product.pk, revision=1, title="Иначе")
    assert (changed.pk, changed.service.code, changed.service.title, changed.revision) == (
        product.pk,
        "zaem",
        "Иначе",
        2,
    )
    assert LoanProduct.objects.count() == 1


def test_a_stale_page_changes_nothing() -> None:
    product = make_product("zaem")
    make_product("zaem", product_id=product.pk, title="Первый")
    with pytest.raises(Stale):
        make_product("zaem", product_id=product.pk, revision=1, title="Второй")
    assert open_products().get().service.title == "Первый"


def test_a_code_is_taken_once() -> None:
    make_product("zaem")
    with pytest.raises(Refused, match=r"product\.code_taken"):
        make_product("zaem", title="Второй")
    assert open_products().get().service.title == "На любые цели"


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"min_amount": Decimal(0)}, "product.sum", "min_amount"),
        ({"amount_step": Decimal("0.001")}, "product.sum", "amount_step"),
        ({"max_amount": Decimal(5000)}, "product.sums", "max_amount"),
        ({"amount_step": Decimal(7000)}, "product.step", "amount_step"),
        ({"min_payments": 0}, "product.payments", "max_payments"),
        ({"max_payments": 2}, "product.payments", "max_payments"),
        ({"max_payments": 1201}, "product.payments", "max_payments"),
        ({"default_payments": 25}, "product.default_payments", "default_payments"),
        ({"default_amount": Decimal(10500)}, "product.default_amount", "default_amount"),
        ({"default_amount": Decimal(301000)}, "product.default_amount", "default_amount"),
    ],
)
def test_impossible_limits_are_refused(changes: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        make_product(limits=make_limits(**changes))
    assert (refused.value.code, refused.value.field) == (code, field)
    assert LoanProduct.objects.count() == 0


@pytest.mark.parametrize(
    ("terms", "code", "field"),
    [
        ({}, "terms.no_rate", "annual_rate"),
        ({"annual_rate": "24", "daily_rate": "0.1"}, "terms.two_rates", "daily_rate"),
        ({"annual_rate": "много"}, "terms.not_a_number", "annual_rate"),
        ({"annual_rate": "-1"}, "terms.out_of_range", "annual_rate"),
        ({"annual_rate": "24", "amount": "1000"}, "terms.unknown", "amount"),
        ({"annual_rate": "24", "colour": "red"}, "terms.unknown", "colour"),
        ({"annual_rate": "24", "method": "single"}, "terms.single_payment", "payments"),
        ({"annual_rate": "24", "grace_principal": 3}, "terms.grace_too_long", "grace_principal"),
    ],
)
def test_impossible_terms_are_refused(terms: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        make_product(terms=terms)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert LoanProduct.objects.count() == 0


def test_the_law_is_kept_to_the_hundredth_at_its_very_cap() -> None:
    product = make_product(terms=PAYDAY_TERMS, limits=ONE_PAYMENT)
    assert psk_range(product, date(2026, 11, 21)) == (Decimal("292.000"), Decimal("292.000"))


@pytest.mark.parametrize(
    ("terms", "limits", "rule", "limit", "source"),
    [
        ({**PAYDAY_TERMS, "daily_rate": "0.81"}, ONE_PAYMENT, "daily_rate", "0.800", "ч. 23"),
        ({"annual_rate": "293", "day_count": "act/365"}, None, "daily_rate", "0.800", "ч. 23"),
        ({"daily_rate": "0.79", "method": "flat"}, None, "psk", "292.000", "ст. 6"),
        (
            {"daily_rate": "0.7", "method": "bullet", "every": 30, "unit": "day"},
            make_limits(max_payments=12),
            "overpayment",
            "100.000",
            "ч. 24",
        ),
    ],
)
def test_a_product_that_breaks_a_cap_is_refused_with_the_rule_named(
    terms: dict[str, Any], limits: Any, rule: str, limit: str, source: str
) -> None:
    with pytest.raises(Refused) as refused:
        make_product(terms=terms, limits=limits or make_limits())
    assert (refused.value.code, refused.value.params["limit"]) == (f"law.{rule}", limit)
    assert source in str(refused.value.message)
    assert "353-ФЗ" in str(refused.value.message)
    assert LoanProduct.objects.count() == 0


def test_nothing_of_that_for_business() -> None:
    product = make_business_product(terms={"annual_rate": "400"})
    quote = quote_schedule(product, Decimal("1000000.00"), 12, date(2026, 11, 21))
    assert quote.breaches == ()
    assert quote.schedule.psk.percent > 292


def test_the_caps_are_those_of_the_day() -> None:
    ensure_regulations()

    def caps(day: date) -> tuple[Any, ...]:
        found = caps_on(day, "consumer")
        return tuple(cap and cap.value for cap in (found.daily_rate, found.psk, found.overpayment_share))

    assert caps(date(2018, 1, 1)) == (None, None, None)
    assert caps(date(2023, 6, 30)) == (1, 365, 150)
    assert caps(date(2023, 7, 1)) == (Decimal("0.8"), 292, 130)
    assert caps(date(2026, 3, 31)) == (Decimal("0.8"), 292, 130)
    assert caps(date(2026, 4, 1)) == (Decimal("0.8"), 292, 100)
    assert caps_on(date(2026, 4, 1), "business").psk is None


def test_the_rows_of_the_law_are_written_once() -> None:
    ensure_regulations()
    before = (RegulatoryValue.objects.count(), AllocationOrder.objects.count())
    ensure_regulations()
    assert (RegulatoryValue.objects.count(), AllocationOrder.objects.count()) == before == (10, 2)


def test_a_new_value_is_in_force_from_its_day_for_new_products() -> None:
    make_product("zaem")
    actor = staff_actor(Role.ADMINISTRATOR)
    row = add_regulatory_value(
        actor=actor,
        code="consumer.psk_cap",
        value=Decimal(20),
        valid_from=date(2026, 11, 21),
        source="353-ФЗ, ст. 6 (новая редакция)",
    )
    assert (row.value, Event.objects.filter(name="regulation.added").count()) == (20, 1)
    with pytest.raises(Refused, match=r"law\.psk"):
        make_product("drugoy")


def test_the_order_of_allocation_is_that_of_the_contract() -> None:
    loan, business = make_issued_loan(), make_issued_loan(make_application(make_business_product()))
    AllocationOrder.objects.create(
        regime="consumer", valid_from=date(2027, 1, 1), buckets=list(BUSINESS_ORDER), source="Новая редакция"
    )
    assert order_of(loan, date(2026, 12, 31)) == (CONSUMER_ORDER, "353-ФЗ, ст. 5, ч. 20")
    assert order_of(loan, date(2027, 1, 1)) == (BUSINESS_ORDER, "Новая редакция")
    assert order_of(business, date(2027, 1, 1)) == (BUSINESS_ORDER, "ГК РФ, ст. 319 и 319.1")
    AllocationOrder.objects.all().delete()
    assert order_of(loan, date(2026, 12, 31)) == (CONSUMER_ORDER, "")
    assert order_of(business, date(2026, 12, 31)) == (BUSINESS_ORDER, "")


def order_of(loan: Loan, contract_date: date) -> tuple[tuple[str, ...], str]:
    """The order of allocation of a loan whose contract is of that day."""
    Loan.objects.filter(pk=loan.pk).update(contract_date=contract_date)
    state = loan_state(loan)
    return state.order, state.order_source


@pytest.mark.parametrize(
    ("amount", "payments", "found"),
    [
        ("100000.00", 12, []),
        ("9999.99", 12, [("amount", "amount.too_small", Decimal("10000.00"))]),
        ("300000.01", 12, [("amount", "amount.too_big", Decimal("300000.00"))]),
        ("100400.00", 12, [("amount", "amount.step", Decimal("100000.00"))]),
        ("100500.00", 12, [("amount", "amount.step", Decimal("101000.00"))]),
        ("100000.00", 2, [("payments", "payments.too_few", 3)]),
        ("100000.00", 25, [("payments", "payments.too_many", 24)]),
        ("1.00", 1, [("amount", "amount.too_small", Decimal("10000.00")), ("payments", "payments.too_few", 3)]),
    ],
)
def test_what_is_outside_a_product_is_told_with_the_nearest_value(
    amount: str, payments: int, found: list[tuple[str, str, Any]]
) -> None:
    problems = limit_problems(make_product(), Decimal(amount), payments)
    assert [(problem.field, problem.code, problem.nearest) for problem in problems] == found
    assert all(problem.message for problem in problems)


def test_the_nearest_values_are_inside() -> None:
    product = make_product()
    assert nearest_amount(product, Decimal("999999999.99")) == 300000
    assert nearest_amount(product, Decimal("0.01")) == 10000
    assert (nearest_payments(product, 0), nearest_payments(product, 99)) == (3, 24)


def test_a_quote_is_the_engines_schedule() -> None:
    quote = quote_schedule(make_product(), Decimal("100000.00"), 12, date(2026, 11, 23))
    assert quote.payment == Decimal("9455.96")
    assert quote.total == Decimal("113420.58")
    assert quote.overpayment == Decimal("13420.58")
    assert quote.schedule.psk.percent == Decimal("23.921")
    assert quote.is_level
    assert quote.breaches == ()


def test_business_terms_make_a_product() -> None:
    assert make_business_product().terms["annual_rate"] == BUSINESS_TERMS["annual_rate"]
