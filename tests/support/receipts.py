"""Parts of a repayment, as a receipt names them."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Part:
    """So much of a kind of debt, roubles."""

    kind: str
    amount: Decimal


PARTS = [
    Part("interest", Decimal("120.50")),
    Part("principal", Decimal("800.00")),
    Part("interest", Decimal("9.50")),
    Part("penalty", Decimal("20.00")),
]
