"""Loan products and what a loan on their terms would cost."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from kabinet.lending.engine import Breach, Caps, Remark, Schedule, Terms, build_schedule, check_caps, parse_terms
from kabinet.lending.engine.calendar import add_months
from kabinet.lending.models import LoanProduct
from kabinet.lending.queries.regulations import caps_on

_YEAR = 12


@dataclass(frozen=True, slots=True)
class Quote:
    """A loan as it would be: a schedule and the caps of the law it breaks.

    Attributes:
        schedule: The engine's schedule, with its full cost of credit.
        breaches: Caps exceeded; always empty for the business regime.
    """

    schedule: Schedule
    breaches: tuple[Breach, ...]

    @property
    def payment(self) -> Decimal:
        """The first instalment, roubles; with equal payments, each but the last."""
        return self.schedule.rows[0].payment

    @property
    def overpayment(self) -> Decimal:
        """Interest over the whole term, roubles."""
        return self.schedule.totals.interest

    @property
    def total(self) -> Decimal:
        """Everything to be paid back, roubles."""
        return self.schedule.totals.payment

    @property
    def last_due(self) -> date:
        """The day of the last instalment."""
        return self.schedule.rows[-1].due

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What is remarkable about the schedule, such as that it is shorter than asked for."""
        return self.schedule.remarks

    @property
    def is_level(self) -> bool:
        """All payments but the last are equal."""
        return len({row.payment for row in self.schedule.rows[:-1]}) <= 1


def open_products() -> QuerySet[LoanProduct]:
    """Products whose services take applications, in the organisation's order. One query."""
    return (
        LoanProduct.objects.filter(service__is_open=True)
        .select_related("service")
        .order_by("service__position", "service__title")
    )


def all_products() -> QuerySet[LoanProduct]:
    """Every product, closed ones too, in the organisation's order. One query."""
    return LoanProduct.objects.select_related("service").order_by("service__position", "service__title")


def product_by_id(product_id: UUID) -> LoanProduct | None:
    """The product, open or closed, with the questionnaire of its service, or None. One query."""
    return all_products().select_related("service__questionnaire").filter(pk=product_id).first()


def product_by_code(code: str, *, open_only: bool = True) -> LoanProduct | None:
    """The product of that code, or None. One query."""
    return (open_products() if open_only else all_products()).filter(service__code=code).first()


def terms_of(terms: Mapping[str, Any], amount: Decimal, payments: int, issued: date) -> Terms:
    """A product's terms for one loan.

    Args:
        terms: `LoanProduct.terms`.
        amount: Roubles.
        payments: Number of instalments.
        issued: Day of issue.

    Raises:
        TermsError: They make no schedule.
    """
    return parse_terms({**terms, "amount": str(amount), "payments": payments, "issued": issued.isoformat()})


def quote_schedule(
    product: LoanProduct, amount: Decimal, payments: int, issued: date, caps: Caps | None = None
) -> Quote:
    """What a loan would cost: pure but for the caps in force on the day of issue (one query, unless given).

    Args:
        product: The tariff; its limits are not checked here, see `rules.limit_problems`.
        amount: Roubles.
        payments: Number of instalments.
        issued: Day of issue; the caps are those of that day.
        caps: Caps to check against instead.

    Raises:
        TermsError: The terms make no schedule.
    """
    schedule = build_schedule(terms_of(product.terms, amount, payments, issued))
    return Quote(schedule, check_caps(schedule, caps_on(issued, product.regime) if caps is None else caps))


def corners(
    terms: Mapping[str, Any], amounts: tuple[Decimal, ...], payments: tuple[int, ...], today: date
) -> Iterator[Schedule]:
    """Schedules at the corners of a product's limits, issued today and on the same day of the next eleven months.

    Months differ in length, so a rate a day costs most in the longest; the overpayment is capped only for loans of
    up to a year, so the longest of these is a corner too.

    Raises:
        TermsError: A corner makes no schedule.
    """
    longest = build_schedule(terms_of(terms, amounts[0], max(payments), today))
    within_a_year = sum(row.due <= add_months(today, _YEAR) for row in longest.rows)
    counts = sorted({*payments, *({within_a_year} if min(payments) <= within_a_year <= max(payments) else set())})
    for months in range(_YEAR):
        for amount in dict.fromkeys(amounts):
            for count in counts:
                yield build_schedule(terms_of(terms, amount, count, add_months(today, months)))


def psk_range(product: LoanProduct, today: date) -> tuple[Decimal, Decimal]:
    """The range of the full cost of credit over a product's limits, per cent a year, as 353-FZ wants it shown.

    Kept in memory per revision and day: it never changes within them.
    """
    return _psk_range(
        product.pk,
        product.revision,
        today,
        tuple(sorted((key, value) for key, value in product.terms.items() if value is not None)),
        (product.min_amount, product.max_amount),
        (product.min_payments, product.max_payments),
    )


@lru_cache(maxsize=64)
def _psk_range(
    _pk: UUID,
    _revision: int,
    today: date,
    terms: tuple[tuple[str, Any], ...],
    amounts: tuple[Decimal, Decimal],
    payments: tuple[int, int],
) -> tuple[Decimal, Decimal]:
    percents = [schedule.psk.percent for schedule in corners(dict(terms), amounts, payments, today)]
    return min(percents), max(percents)


def nearest_amount(product: LoanProduct, amount: Decimal) -> Decimal:
    """The sum within a product's limits and on its step that is nearest to what was asked."""
    inside = min(max(amount, product.min_amount), product.max_amount)
    steps = ((inside - product.min_amount) / product.amount_step).quantize(Decimal(1), ROUND_HALF_UP)
    return Decimal(min(product.min_amount + steps * product.amount_step, product.max_amount))


def nearest_payments(product: LoanProduct, payments: int) -> int:
    """The number of payments within a product's limits that is nearest to what was asked."""
    return min(max(payments, product.min_payments), product.max_payments)
