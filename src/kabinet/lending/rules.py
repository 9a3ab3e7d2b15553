"""What lending refuses, as refusals with their words: limits of products, caps of the law, dates."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from kabinet.kernel import clock
from kabinet.kernel.errors import Refused
from kabinet.kernel.money import format_money
from kabinet.kernel.ui.formats import date_short
from kabinet.lending import presentation
from kabinet.lending.engine import TermsError
from kabinet.lending.models import LoanProduct
from kabinet.lending.queries.products import Quote, nearest_amount, nearest_payments, quote_schedule
from kabinet.lending.queries.regulations import caps_on


@dataclass(frozen=True, slots=True)
class LimitProblem:
    """A sum or a number of payments outside a product.

    Attributes:
        field: `amount` or `payments`.
        code: `amount.too_small`, `amount.too_big`, `amount.step`, `payments.too_few` or `payments.too_many`.
        message: What the product allows, and the nearest value.
        nearest: That value.
    """

    field: str
    code: str
    message: str
    nearest: Decimal | int


def limit_problems(
    product: LoanProduct, amount: Decimal | None, payments: int | None, *, by_step: bool = True
) -> list[LimitProblem]:
    """What is outside a product's limits.

    Args:
        product: The tariff.
        amount: Roubles; None is not judged.
        payments: Number of instalments; None is not judged.
        by_step: Whether the sum must be on the product's step; a contract's sum need not.
    """
    problems = []
    if amount is not None and (code := _amount_code(product, amount, by_step=by_step)):
        nearest = nearest_amount(product, amount)
        problems.append(LimitProblem("amount", code, _amount_sentence(product, code, nearest), nearest))
    if payments is not None and not product.min_payments <= payments <= product.max_payments:
        code = "payments.too_few" if payments < product.min_payments else "payments.too_many"
        fitting = nearest_payments(product, payments)
        problems.append(LimitProblem("payments", code, _payments_sentence(product), fitting))
    return problems


def _amount_code(product: LoanProduct, amount: Decimal, *, by_step: bool) -> str:
    if amount < product.min_amount:
        return "amount.too_small"
    if amount > product.max_amount:
        return "amount.too_big"
    if by_step and (amount - product.min_amount) % product.amount_step:
        return "amount.step"
    return ""


def _amount_sentence(product: LoanProduct, code: str, nearest: Decimal) -> str:
    shown = {
        "least": format_money(product.min_amount),
        "most": format_money(product.max_amount),
        "step": format_money(product.amount_step),
        "nearest": format_money(nearest),
    }
    if code == "amount.step":
        return _("The sum goes from %(least)s in steps of %(step)s; the nearest is %(nearest)s.") % shown
    return _("The sum is from %(least)s to %(most)s; the nearest is %(nearest)s.") % shown


def _payments_sentence(product: LoanProduct) -> str:
    if product.min_payments == product.max_payments:
        return _("The number of payments is %(count)s.") % {"count": product.min_payments}
    return _("The number of payments is from %(least)s to %(most)s.") % {
        "least": product.min_payments,
        "most": product.max_payments,
    }


def lawful_quote(product: LoanProduct, amount: Decimal, payments: int, *, issued: date, contract_date: date) -> Quote:
    """Work a loan out and refuse what no contract may hold.

    Args:
        product: The tariff.
        amount: Roubles.
        payments: Number of instalments.
        issued: Day of issue.
        contract_date: Its law is in force for the loan.

    Raises:
        Refused: Outside the product (`product.…`), impossible (`terms.…`) or against the law (`law.…`); the first
            reason found, beside its field.
    """
    for problem in limit_problems(product, amount, payments, by_step=False):
        raise Refused(f"product.{problem.code}", problem.message, field=problem.field)
    try:
        quote = quote_schedule(product, amount, payments, issued, caps_on(contract_date, product.regime))
    except TermsError as error:
        raise refused_terms(error) from error
    for breach in quote.breaches:
        raise Refused(
            f"law.{breach.rule}",
            presentation.breach_sentence(breach),
            field="product",
            limit=str(breach.limit),
            actual=str(breach.actual),
            source=breach.source,
        )
    return quote


def refused_terms(error: TermsError) -> Refused:
    """The refusal for terms that make no schedule."""
    return Refused(f"terms.{error.code}", presentation.terms_sentence(error), field=error.field or None)


def require_past(day: date, field: str) -> None:
    """Refuse a day that is still to come.

    Raises:
        Refused: `date.future`.
    """
    if day > clock.today():
        raise Refused("date.future", _("This day has not come yet: enter today or an earlier day."), field=field)


def require_after_contract(day: date, contract_date: date, field: str) -> None:
    """Refuse a day before that of the contract.

    Raises:
        Refused: `date.before_contract`.
    """
    if day < contract_date:
        raise Refused(
            "date.before_contract",
            _("The money cannot go out before the contract of %(day)s.") % {"day": date_short(contract_date)},
            field=field,
        )
