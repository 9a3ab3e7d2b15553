"""The sweep of the cap goes over the products of the demo as they really are."""

from decimal import Decimal

from kabinet.cli.demo_data.organisation import PRODUCTS
from tests.lending.engine.sweep import DEMO


def test_the_sweep_knows_the_products_of_the_demo() -> None:
    """The sweep leaves out what are the engine's defaults."""
    defaults = {"method": "annuity", "annuity": "nominal"}
    for product in PRODUCTS:
        terms, amount, payments = DEMO[product["code"]]
        limits = product["limits"]
        assert {**defaults, **product["terms"]} == {**defaults, **terms}
        assert (limits.default_amount, limits.min_payments, limits.max_payments) == (
            Decimal(amount),
            payments.start,
            payments.stop - 1,
        )
    assert len(PRODUCTS) == len(DEMO)
