from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from kabinet.kernel.money import LARGEST, MoneyError, format_amount, format_money, parse_money, quantize


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("0", "0.00"),
        ("1 250 000,50", "1250000.50"),
        ("1\u202f250\u202f000,50 ₽", "1250000.50"),
        ("1250000.5", "1250000.50"),
        ("300 руб.", "300.00"),
        ("-5,05", "-5.05"),
    ],
)
def test_sums_are_read_as_people_type_them(typed: str, value: str) -> None:
    assert parse_money(typed) == Decimal(value)


@pytest.mark.parametrize(
    "typed",
    ["", " ", "abc", "1,2,3", "٣٠٠", "1e5", "NaN", "Infinity", "--1", "1 000 ₽₽", "9" * 41, "💰", "\x00"],
)
def test_what_is_no_sum_is_refused(typed: str) -> None:
    with pytest.raises(MoneyError) as refusal:
        parse_money(typed)
    assert refusal.value.code == "money.format"


def test_what_could_be_two_sums_is_a_question() -> None:
    with pytest.raises(MoneyError) as asked:
        parse_money("85.000")
    assert asked.value.code == "money.unclear"
    with override("en"):
        assert asked.value.message.startswith("Is it 85\u00a0000,00\u00a0₽ or 85,00\u00a0₽?")


def test_a_sum_beyond_the_books_is_refused() -> None:
    assert parse_money("999999999999,99") == LARGEST
    with pytest.raises(MoneyError) as refusal:
        parse_money("1000000000000")
    assert refusal.value.code == "money.too_large"


def test_sums_are_shown_with_no_break_spaces_and_a_true_minus() -> None:
    assert format_money(Decimal(1250000)) == "1\u00a0250\u00a0000,00\u00a0₽"
    assert format_amount(Decimal("-1234.5")) == "\u22121\u00a0234,50"


def test_halves_round_away_from_zero() -> None:
    assert [quantize(Decimal(text)) for text in ("0.005", "0.015", "-0.005")] == [
        Decimal("0.01"),
        Decimal("0.02"),
        Decimal("-0.01"),
    ]


@given(st.decimals(min_value=0, max_value=LARGEST, places=2, allow_nan=False))
def test_what_is_shown_can_be_typed_back(value: Decimal) -> None:
    assert parse_money(format_money(value)) == value


@given(st.text(max_size=60))
def test_any_text_gives_a_sum_or_a_refusal(text: str) -> None:
    try:
        value = parse_money(text)
    except MoneyError:
        return
    assert value == quantize(value)
