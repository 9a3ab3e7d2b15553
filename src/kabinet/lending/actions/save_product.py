"""Save a loan product."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kabinet.catalogue.actions.save_service import save_service
from kabinet.catalogue.models import Service
from kabinet.identity.rights import MANAGE_PRODUCTS
from kabinet.kernel import clock, events
from kabinet.kernel.access import Actor, require
from kabinet.kernel.errors import Refused, Stale
from kabinet.kernel.money import LARGEST, format_money
from kabinet.lending import presentation
from kabinet.lending.engine import TermsError, check_caps, terms_as_dict
from kabinet.lending.events import PRODUCT_SAVED
from kabinet.lending.models import LoanProduct, Regime
from kabinet.lending.queries.products import corners, nearest_amount, terms_of
from kabinet.lending.queries.regulations import caps_on
from kabinet.lending.rules import refused_terms

_NOT_OF_A_PRODUCT = ("amount", "issued", "payments")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductLimits:
    """What may be asked for.

    Attributes:
        min_amount: Roubles.
        max_amount: Roubles; a whole number of steps above the least.
        amount_step: Roubles.
        default_amount: What the calculator shows first, roubles.
        min_payments: Number of instalments.
        max_payments: Number of instalments.
        default_payments: What the calculator shows first.
    """

    min_amount: Decimal
    max_amount: Decimal
    amount_step: Decimal
    default_amount: Decimal
    min_payments: int
    max_payments: int
    default_payments: int


def save_product(
    *,
    actor: Actor,
    code: str,
    title: str,
    questionnaire: str,
    regime: str,
    limits: ProductLimits,
    terms: Mapping[str, Any],
    lead: str = "",
    description: str = "",
    is_open: bool = True,
    position: int = 100,
    days_off_extend: bool = True,
    product_id: UUID | None = None,
    revision: int | None = None,
) -> LoanProduct:
    """Put a loan product into the catalogue, or change one; loans made before keep their terms.

    Args:
        actor: Needs `MANAGE_PRODUCTS`.
        code: Stable name in addresses; of a product that exists, it stays as it is.
        title: What people see.
        questionnaire: Code of a published questionnaire.
        regime: `consumer` or `business`.
        limits: Sums and numbers of payments.
        terms: Terms of the loan engine without amount, day of issue and number of payments.
        lead: The product in one sentence.
        description: More about it.
        is_open: Whether it takes applications.
        position: Place in lists, least first.
        days_off_extend: A payment due on a day off is in time on the next working day (Civil Code article 193).
        product_id: The product to change; None makes a new one.
        revision: Of the page that was filled in; None skips the check.

    Raises:
        Denied: The actor lacks the right.
        Refused: `product.…` for limits, `terms.…` for impossible terms, `law.…` when a loan within the limits would
            break a cap of 353-FZ in force today; never the latter for the business regime.
        Stale: Somebody changed the product since.
    """
    require(actor, MANAGE_PRODUCTS)
    clean = _checked(regime, limits, terms)
    with transaction.atomic():
        product = _locked(product_id, code, revision)
        service = save_service(
            actor=actor,
            code=product.service.code if product else code,
            title=title,
            questionnaire=questionnaire,
            template="loan",
            lead=lead,
            description=description,
            is_open=is_open,
            position=position,
        )
        changed = product or _new(service)
        _record(actor, service, _change(changed, service, regime, limits, clean, days_off_extend=days_off_extend))
        return changed


def _change(
    product: LoanProduct,
    service: Service,
    regime: str,
    limits: ProductLimits,
    terms: dict[str, Any],
    *,
    days_off_extend: bool,
) -> dict[str, list[Any]]:
    """Save what was set; returns old and new of what differs, by name."""
    old = _facts(product)
    product.service, product.regime, product.terms = service, regime, terms
    product.days_off_extend = days_off_extend
    for name in limits.__slots__:
        setattr(product, name, getattr(limits, name))
    product.revision += 1
    product.save()
    return {name: [old.get(name), value] for name, value in _facts(product).items() if old.get(name) != value}


def _record(actor: Actor, service: Service, changes: dict[str, list[Any]]) -> None:
    data = {"code": service.code, "changes": changes}
    events.record(PRODUCT_SAVED, actor=actor, subject=service, data=data)


def _locked(product_id: UUID | None, code: str, revision: int | None) -> LoanProduct | None:
    if product_id is None:
        if LoanProduct.objects.filter(service__code__iexact=code).exists():
            raise _code_taken()
        return None
    product = LoanProduct.objects.select_for_update(of=("self",)).select_related("service").get(pk=product_id)
    if revision is not None and revision != product.revision:
        raise Stale("product.stale", _("Somebody has changed this product. Look at it again, then repeat your change."))
    return product


def _new(service: Service) -> LoanProduct:
    """A product for a service that has none; the locked service keeps a second one from being made at once."""
    Service.objects.select_for_update().get(pk=service.pk)
    if LoanProduct.objects.filter(pk=service.pk).exists():
        raise _code_taken()
    return LoanProduct(service=service)


def _code_taken() -> Refused:
    return Refused("product.code_taken", _("There is a product with this code already."), field="code")


def _checked(regime: str, limits: ProductLimits, terms: Mapping[str, Any]) -> dict[str, Any]:
    """The terms as they are kept, when limits, regime and law allow them."""
    _check_limits(limits)
    _check_regime(regime)
    clean = _clean_terms(limits, terms)
    _check_law(regime, limits, clean)
    return clean


def _check_limits(limits: ProductLimits) -> None:
    for name in ("min_amount", "max_amount", "amount_step", "default_amount"):
        value = getattr(limits, name)
        if not 0 < value <= LARGEST or value != round(value, 2):
            raise Refused("product.sum", _("Enter a sum greater than zero."), field=name)
    if limits.max_amount < limits.min_amount:
        raise Refused("product.sums", _("The largest sum is less than the smallest."), field="max_amount")
    if (limits.max_amount - limits.min_amount) % limits.amount_step:
        raise Refused(
            "product.step", _("The largest sum is not a whole number of steps above the smallest."), field="amount_step"
        )
    if not 1 <= limits.min_payments <= limits.max_payments <= 1200:
        raise Refused("product.payments", _("Enter from 1 to 1200 payments, the fewest first."), field="max_payments")
    if not limits.min_payments <= limits.default_payments <= limits.max_payments:
        raise Refused(
            "product.default_payments", _("The number shown first is outside the limits."), field="default_payments"
        )
    probe = LoanProduct(min_amount=limits.min_amount, max_amount=limits.max_amount, amount_step=limits.amount_step)
    if nearest_amount(probe, limits.default_amount) != limits.default_amount:
        raise Refused(
            "product.default_amount",
            _("The sum shown first is outside the limits or not on the step."),
            field="default_amount",
        )


def _check_regime(regime: str) -> None:
    if regime not in Regime.values:
        raise Refused("product.regime", _("Choose one of the values."), field="regime")


def _clean_terms(limits: ProductLimits, terms: Mapping[str, Any]) -> dict[str, Any]:
    for name in _NOT_OF_A_PRODUCT:
        if name in terms:
            raise refused_terms(TermsError(name, "unknown"))
    try:
        parsed = terms_of(terms, limits.max_amount, limits.max_payments, clock.today())
    except TermsError as error:
        raise refused_terms(error) from error
    return {
        name: value
        for name, value in terms_as_dict(parsed).items()
        if name not in _NOT_OF_A_PRODUCT and value is not None
    }


def _check_law(regime: str, limits: ProductLimits, terms: Mapping[str, Any]) -> None:
    today = clock.today()
    caps = caps_on(today, regime)
    amounts = (limits.min_amount, limits.max_amount)
    payments = (limits.min_payments, limits.max_payments)
    try:
        for schedule in corners(terms, amounts, payments, today):
            for breach in check_caps(schedule, caps):
                where = _("With %(amount)s and %(payments)s: ") % {
                    "amount": format_money(schedule.terms.amount),
                    "payments": presentation.payments_phrase(schedule.terms.payments),
                }
                raise Refused(
                    f"law.{breach.rule}",
                    where + presentation.breach_sentence(breach),
                    field="daily_rate" if "daily_rate" in terms else "annual_rate",
                    limit=str(breach.limit),
                    actual=str(breach.actual),
                    source=breach.source,
                )
    except TermsError as error:
        raise refused_terms(error) from error


def _facts(product: LoanProduct) -> dict[str, Any]:
    if product.min_amount is None:
        return {}
    sums = ("min_amount", "max_amount", "amount_step", "default_amount")
    counts = ("min_payments", "max_payments", "default_payments")
    return {
        "regime": product.regime,
        **{name: f"{getattr(product, name):.2f}" for name in sums},
        **{name: getattr(product, name) for name in counts},
        "terms": product.terms,
        "days_off_extend": product.days_off_extend,
    }
