"""The loan, as the catalogue's template of services: limits, checks and gist of an application for one."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from kabinet.catalogue.models import Service
from kabinet.catalogue.templates import Answers, Line, Problem, Summary
from kabinet.kernel import clock
from kabinet.kernel.money import format_money
from kabinet.lending import presentation
from kabinet.lending.engine import Caps, TermsError
from kabinet.lending.models import LoanProduct
from kabinet.lending.queries.products import quote_schedule
from kabinet.lending.rules import limit_problems
from kabinet.questionnaires.engine import Limits


class LoanTemplate:
    """Knows the product behind a service: limits of its sum and term, the law's caps, the payment."""

    relations: tuple[str, ...] = ("loan_product",)

    def limits(self, service: Service) -> Mapping[str, Limits]:
        """Bounds of `amount` (roubles) and `payments` from the product; none without one."""
        product = _product(service)
        if product is None:
            return {}
        return {
            "amount": Limits(product.min_amount, product.max_amount, product.amount_step),
            "payments": Limits(Decimal(product.min_payments), Decimal(product.max_payments), Decimal(1)),
        }

    def check(self, service: Service, answers: Answers) -> list[Problem]:
        """What keeps a loan on these answers from being asked for: limits, impossible terms, caps of today's law."""
        product = _product(service)
        if product is None:
            return [Problem("", "loan.no_product", _("This loan is not offered any more."))]
        amount, payments = _amount(answers), _payments(answers)
        if amount is None or payments is None:
            return [
                Problem(field, "loan.missing", _("Fill in this field."))
                for field, value in (("amount", amount), ("payments", payments))
                if value is None
            ]
        outside = [
            Problem(problem.field, f"loan.{problem.code}", problem.message)
            for problem in limit_problems(product, amount, payments)
        ]
        return outside or _judge(product, amount, payments)

    def summary(self, service: Service, answers: Answers) -> Summary:
        """Sum, number of payments, and what a loan on them would cost when issued today."""
        product, amount, payments = _product(service), _amount(answers), _payments(answers)
        lines = []
        if amount is not None:
            lines.append(Line(_("Sum"), format_money(amount)))
        if payments is not None:
            lines.append(Line(_("Payments"), presentation.payments_phrase(payments)))
        if product is not None and amount is not None and payments is not None:
            lines += _cost(product, amount, payments)
        return Summary(amount, payments, tuple(lines))


def _cost(product: LoanProduct, amount: Decimal, payments: int) -> list[Line]:
    if limit_problems(product, amount, payments):
        return []
    try:
        quote = quote_schedule(product, amount, payments, clock.today(), Caps())
    except TermsError:
        return []
    return [
        Line(_("Each payment") if quote.is_level else _("First payment"), format_money(quote.payment)),
        Line(_("Overpayment"), format_money(quote.overpayment)),
        Line(_("Full cost of credit"), presentation.percent_exactly(quote.schedule.psk.percent)),
    ]


def _judge(product: LoanProduct, amount: Decimal, payments: int) -> list[Problem]:
    try:
        quote = quote_schedule(product, amount, payments, clock.today())
    except TermsError as error:
        field = error.field if error.field in {"amount", "payments"} else ""
        return [Problem(field, f"loan.terms.{error.code}", presentation.terms_sentence(error))]
    return [
        Problem("amount", f"loan.law.{breach.rule}", presentation.breach_sentence(breach)) for breach in quote.breaches
    ]


def _product(service: Service) -> LoanProduct | None:
    """The product; read once for a service at hand."""
    try:
        return service.loan_product
    except LoanProduct.DoesNotExist:
        return None


def _amount(answers: Answers) -> Decimal | None:
    value = _decimal(answers.get("amount"))
    if value is None or value <= 0 or value.adjusted() > 11 or value != round(value, 2):
        return None
    return value.quantize(Decimal("0.01"))


def _payments(answers: Answers) -> int | None:
    value = _decimal(answers.get("payments"))
    if value is None or not 1 <= value <= 1200 or value != value.to_integral_value():
        return None
    return int(value)


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal) or len(str(value)) > 40:
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
