from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation

from kabinet.kernel.money import format_amount, format_money
from kabinet.kernel.ui import formats


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal(1250000), format_money(Decimal("1250000.00"))),
        (Decimal("-0.5"), format_money(Decimal("-0.50"))),
        ("12.345", format_money(Decimal("12.35"))),
        (0, format_money(Decimal("0.00"))),
        (None, ""),
        ("", ""),
        ("much", ""),
        ("NaN", ""),
    ],
)
def test_money(value: object, expected: str) -> None:
    assert formats.money(value) == expected


def test_money_without_unit_or_idle_kopecks() -> None:
    assert formats.money_plain(Decimal("1250000.5")) == format_amount(Decimal("1250000.50"))
    assert formats.money_short(Decimal("900.00")) == "900\u00a0₽"
    assert formats.money_short(Decimal("900.05")) == "900,05\u00a0₽"
    assert formats.money_short(None) == formats.money_plain(None) == ""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("17.50", "17,5\u00a0%"),
        ("292.000", "292\u00a0%"),
        (Decimal("0.8"), "0,8\u00a0%"),
        ("100", "100\u00a0%"),
        (None, ""),
        ("x", ""),
        ("-1.5", "\u22121,5\u00a0%"),
    ],
)
def test_percent(value: object, expected: str) -> None:
    assert formats.percent(value) == expected


def test_dates_are_the_organisations_own() -> None:
    moment = datetime(2026, 11, 20, 22, 5, tzinfo=UTC)
    with translation.override("en"):
        assert formats.date_long(date(2026, 11, 21)) == "21\u00a0November\u00a02026"
        assert formats.date_long(moment) == "21\u00a0November\u00a02026"
    assert formats.date_short(moment) == "21.11.2026"
    assert formats.datetime_short(moment) == "21.11.2026, 01:05"
    assert formats.date_iso(moment) == "2026-11-20T22:05:00+00:00"
    assert formats.date_iso(date(2026, 1, 2)) == "2026-01-02"
    assert formats.date_long(None) == formats.date_short(None) == formats.datetime_short(None) == ""
    assert formats.date_iso(None) == ""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("+79123456789", "+7\u00a0912\u00a0345\u201167\u201189"),
        ("+375291234567", "+375291234567"),
        ("+7912345678x", "+7912345678x"),
        ("", ""),
        (None, ""),
    ],
)
def test_phone(value: str | None, expected: str) -> None:
    assert formats.phone(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0 KB"),
        (1, "1 KB"),
        (830_000, "830 KB"),
        (1_468_006, "1,5 MB"),
        (3_000_000, "3 MB"),
        (20_500_000, "20,5 MB"),
    ],
)
def test_file_size(value: int, expected: str) -> None:
    with translation.override("en"):
        assert formats.file_size(value) == expected
    assert formats.file_size(None) == ""
