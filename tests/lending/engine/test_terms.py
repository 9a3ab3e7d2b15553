from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from kabinet.lending.engine import Terms, TermsError, build_schedule, parse_terms, terms_as_dict

GOOD: dict[str, Any] = {"amount": "30000", "daily_rate": "0.8", "issued": "2026-11-23", "payments": 12}


def test_defaults() -> None:
    assert parse_terms(GOOD) == Terms(
        amount=Decimal(30000), daily_rate=Decimal("0.8"), issued=date(2026, 11, 23), payments=12
    )
    assert terms_as_dict(parse_terms(GOOD)) == {
        "amount": "30000.00",
        "issued": "2026-11-23",
        "payments": 12,
        "annual_rate": None,
        "daily_rate": "0.8",
        "every": 1,
        "unit": "month",
        "method": "annuity",
        "annuity": "nominal",
        "day_count": "act/act",
        "rounding": "half_up",
        "payment_day": None,
        "month_end": "clamp",
        "calendar": None,
        "instalment": None,
        "instalment_multiple": "0.01",
        "grace_principal": 0,
    }


@pytest.mark.parametrize(
    "same",
    [
        {"amount": 30000},
        {"amount": 30000.0},
        {"amount": Decimal("30000.00")},
        {"amount": " 30000.00 "},
        {"amount": "30000.000000"},
        {"payments": "12"},
        {"issued": date(2026, 11, 23)},
        {"annual_rate": None, "calendar": None, "every": None},
    ],
)
def test_numbers_and_strings_mean_the_same(same: dict[str, Any]) -> None:
    assert parse_terms({**GOOD, **same}) == parse_terms(GOOD)


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"amount": None}, "amount", "required"),
        ({"amount": "0"}, "amount", "out_of_range"),
        ({"amount": "-1"}, "amount", "out_of_range"),
        ({"amount": "1000000000000.01"}, "amount", "out_of_range"),
        ({"amount": "100.001"}, "amount", "decimals"),
        ({"amount": True}, "amount", "not_a_number"),
        ({"amount": "1e3"}, "amount", "not_a_number"),
        ({"amount": "1_000"}, "amount", "not_a_number"),
        ({"amount": "١٢٣"}, "amount", "not_a_number"),
        ({"amount": "NaN"}, "amount", "not_a_number"),
        ({"amount": float("nan")}, "amount", "not_a_number"),
        ({"amount": float("inf")}, "amount", "not_a_number"),
        ({"amount": Decimal("Infinity")}, "amount", "not_a_number"),
        ({"amount": Decimal("1E+999999")}, "amount", "not_a_number"),
        ({"amount": 10**5000}, "amount", "not_a_number"),
        ({"amount": "9" * 100_000}, "amount", "not_a_number"),
        ({"amount": [1]}, "amount", "not_a_number"),
        ({"daily_rate": "10001"}, "daily_rate", "out_of_range"),
        ({"daily_rate": "-0.1"}, "daily_rate", "out_of_range"),
        ({"daily_rate": "0.123456789"}, "daily_rate", "decimals"),
        ({"daily_rate": None}, "annual_rate", "no_rate"),
        ({"annual_rate": "12"}, "daily_rate", "two_rates"),
        ({"payments": 0}, "payments", "out_of_range"),
        ({"payments": 1201}, "payments", "out_of_range"),
        ({"payments": 12.0}, "payments", "not_an_integer"),
        ({"payments": True}, "payments", "not_an_integer"),
        ({"payments": "many"}, "payments", "not_an_integer"),
        ({"issued": "2026-02-30"}, "issued", "not_a_date"),
        ({"issued": "23.11.2026"}, "issued", "not_a_date"),
        ({"issued": "20261123"}, "issued", "not_a_date"),
        ({"issued": datetime(2026, 11, 23)}, "issued", "not_a_date"),  # noqa: DTZ001
        ({"issued": "1989-12-31"}, "issued", "out_of_range"),
        ({"issued": "2201-01-01"}, "issued", "out_of_range"),
        ({"issued": "2200-01-31"}, "payments", "dates_too_late"),
        ({"unit": "day", "every": 3660, "payments": 1200}, "payments", "dates_too_late"),
        ({"unit": "year"}, "unit", "choice"),
        ({"unit": 1}, "unit", "not_text"),
        ({"method": "magic"}, "method", "choice"),
        ({"annuity": "guess"}, "annuity", "choice"),
        ({"day_count": "act/366"}, "day_count", "choice"),
        ({"rounding": "down"}, "rounding", "choice"),
        ({"month_end": "skip"}, "month_end", "choice"),
        ({"calendar": "us"}, "calendar", "choice"),
        ({"every": 0}, "every", "out_of_range"),
        ({"every": 3661}, "every", "out_of_range"),
        ({"every": "1" * 41}, "every", "not_an_integer"),
        ({"amount": "0." + "1" * 39}, "amount", "not_a_number"),
        ({"amount": 10**40}, "amount", "not_a_number"),
        ({"amount": 10**40 - 1}, "amount", "out_of_range"),
        ({"amount": Decimal("1E+40")}, "amount", "out_of_range"),
        ({"amount": Decimal("1E+41")}, "amount", "not_a_number"),
        ({"amount": Decimal("1E-40")}, "amount", "out_of_range"),
        ({"amount": Decimal("1E-41")}, "amount", "not_a_number"),
        ({"amount": "1" * 40}, "amount", "out_of_range"),
        ({"payments": "1" * 40}, "payments", "out_of_range"),
        ({"daily_rate": "10000.00000001"}, "daily_rate", "out_of_range"),
        ({"payment_day": 32}, "payment_day", "out_of_range"),
        ({"payment_day": 0}, "payment_day", "out_of_range"),
        ({"payment_day": 5, "unit": "week"}, "payment_day", "needs_months"),
        ({"method": "single"}, "payments", "single_payment"),
        ({"instalment": "5000", "method": "flat"}, "instalment", "needs_annuity"),
        ({"instalment": "0"}, "instalment", "out_of_range"),
        ({"instalment_multiple": "0"}, "instalment_multiple", "out_of_range"),
        ({"grace_principal": 12}, "grace_principal", "grace_too_long"),
        ({"grace_principal": -1}, "grace_principal", "out_of_range"),
        ({"amuont": "1"}, "amuont", "unknown"),
        ({"a\nb" * 5000: "1"}, repr(("a\nb" * 5000)[:30]), "unknown"),
        ({"a\tb": "1"}, r"'a\tb'", "unknown"),
        ({"": "1"}, "''", "unknown"),
        ({"n" * 30: "1"}, "n" * 30, "unknown"),
        ({"n" * 31: "1"}, repr("n" * 30), "unknown"),
    ],
)
def test_impossible_terms_are_refused_by_name(change: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(TermsError) as refusal:
        build_schedule(parse_terms({**GOOD, **change}))
    assert (refusal.value.field, refusal.value.code) == (field, code)
    message = str(refusal.value)
    assert message.startswith(f"{field}: ")
    assert "\n" not in message
    assert len(message) < 200


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("daily_rate", Decimal("0.12345678")),
        ("daily_rate", Decimal("9999.99999999")),
        ("daily_rate", Decimal(10_000)),
        ("daily_rate", Decimal(0)),
        ("amount", Decimal(10**12)),
        ("amount", Decimal("0.01")),
        ("instalment", Decimal("0.01")),
        ("instalment", Decimal(10**12)),
        ("instalment_multiple", Decimal(10**12)),
        ("every", 3660),
        ("payments", 1),
        ("payments", 1200),
        ("grace_principal", 11),
        ("payment_day", 1),
        ("payment_day", 31),
        ("issued", date(1990, 1, 1)),
        ("issued", date(2200, 12, 31)),
    ],
)
def test_terms_at_their_limits(name: str, value: Any) -> None:
    assert getattr(parse_terms({**GOOD, name: value}), name) == value
    assert getattr(parse_terms({**GOOD, name: str(value)}), name) == value


def test_a_whole_number_of_forty_signs() -> None:
    assert parse_terms({**GOOD, "payments": "0" * 38 + "12"}).payments == 12


@pytest.mark.parametrize("source", [None, [], "terms", 5, True])
def test_terms_must_be_an_object(source: object) -> None:
    with pytest.raises(TermsError, match=r"^the terms must be an object of names and values$"):
        parse_terms(source)


def test_terms_made_by_hand_are_checked_too() -> None:
    with pytest.raises(TermsError, match=r"^amount: must be from 0\.01 to 1000000000000$"):
        Terms(amount=Decimal(0), annual_rate=Decimal(1), issued=date(2026, 1, 1), payments=1)
    with pytest.raises(TermsError, match=r"^amount: must be a number$"):
        Terms(amount=12, annual_rate=Decimal(1), issued=date(2026, 1, 1), payments=1)


def test_terms_do_not_change() -> None:
    terms = parse_terms(GOOD)
    with pytest.raises(FrozenInstanceError):
        terms.amount = Decimal(1)
