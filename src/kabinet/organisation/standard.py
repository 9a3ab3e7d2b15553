"""Figures that the law sets, as every installation needs them: dated, with their sources.

The figures come from published sources; those that were not confirmed against the official text say so. An
organisation's lawyer checks them once and adds newer ones in the office; nothing in the code depends on a value.
"""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from kabinet.organisation.models import RegulatoryValue

_Code = RegulatoryValue.Code
_554 = "554-ФЗ от 27.12.2018"
_613 = "613-ФЗ от 29.12.2022"
_545 = "545-ФЗ от 29.12.2025"
_DAILY = "353-ФЗ, ст. 5, ч. 23"
_PSK = "353-ФЗ, ст. 6, ч. 11"
_OVER = "353-ФЗ, ст. 5, ч. 24"

VALUES: Final[tuple[tuple[str, date, Decimal, str], ...]] = (
    (_Code.DAILY_RATE_CAP, date(2019, 1, 28), Decimal("1.5"), f"{_DAILY} (ред. {_554})"),
    (_Code.DAILY_RATE_CAP, date(2019, 7, 1), Decimal(1), f"{_DAILY} (ред. {_554})"),
    (_Code.DAILY_RATE_CAP, date(2023, 7, 1), Decimal("0.8"), f"{_DAILY} (ред. {_613})"),
    (_Code.PSK_CAP, date(2019, 7, 1), Decimal(365), f"{_PSK} (ред. {_554})"),
    (_Code.PSK_CAP, date(2023, 7, 1), Decimal(292), f"{_PSK} (ред. {_613})"),
    (_Code.OVERPAYMENT_CAP, date(2019, 1, 28), Decimal(250), f"{_OVER} (ред. {_554})"),
    (_Code.OVERPAYMENT_CAP, date(2019, 7, 1), Decimal(200), f"{_OVER} (ред. {_554})"),
    (_Code.OVERPAYMENT_CAP, date(2020, 1, 1), Decimal(150), f"{_OVER} (ред. {_554})"),
    (_Code.OVERPAYMENT_CAP, date(2023, 7, 1), Decimal(130), f"{_OVER} (ред. {_613})"),
    (_Code.OVERPAYMENT_CAP, date(2026, 4, 1), Decimal(100), f"{_OVER} (ред. {_545})"),
)
"""Caps on consumer loans: code, first day in force, per cent, source."""


def ensure_values(values: Any) -> None:
    """Write the figures that are missing; rows that exist stay as they are.

    Args:
        values: Model of regulatory values; a migration gives its historical one.
    """
    for code, valid_from, value, source in VALUES:
        values.objects.get_or_create(code=code, valid_from=valid_from, defaults={"value": value, "source": source})
