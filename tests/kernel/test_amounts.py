"""How sums and numbers are read: the whole table of what is taken, what is asked and what is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabinet.kernel.amounts import CODES, AmountError, read_money, read_number
from kabinet.kernel.money import LARGEST, format_amount, format_money


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("85000", "85000.00"),
        ("85 000", "85000.00"),
        ("85\u00a0000,00", "85000.00"),
        ("85\u202f000,5", "85000.50"),
        ("85,5", "85.50"),
        ("85.50", "85.50"),
        ("85,00", "85.00"),
        ("85,", "85.00"),
        ("0,5", "0.50"),
        ("0", "0.00"),
        ("0085", "85.00"),
        ("1,000,000", "1000000.00"),
        ("1.000.000", "1000000.00"),
        ("1 000 000", "1000000.00"),
        ("1'000'000", "1000000.00"),
        ("1’000", "1000.00"),
        ("1.000.000,50", "1000000.50"),
        ("1,000,000.50", "1000000.50"),
        ("1.000,5", "1000.50"),
        ("1,000.50", "1000.50"),
        ("1 000.50", "1000.50"),
        ("1'000.50", "1000.50"),
        ("1 000 , 50", "1000.50"),
        ("85000р", "85000.00"),
        ("85000р.", "85000.00"),
        ("85000 р", "85000.00"),
        ("85000p", "85000.00"),
        ("85000 руб.", "85000.00"),
        ("85000 РУБ", "85000.00"),
        ("85 000 рублей", "85000.00"),
        ("1 рубль", "1.00"),
        ("85 000,50 ₽", "85000.50"),
        ("₽ 85 000", "85000.00"),
        ("RUB 85000", "85000.00"),
        ("85000 RUB", "85000.00"),
        ("85 000 руб. 50 коп.", "85000.50"),
        ("85 рублей 5 копеек", "85.05"),
        ("\u202a85\u200b000\u202c", "85000.00"),
        ("85\u00ad000,5\u200b0", "85000.50"),
        ("-5,05", "-5.05"),
        ("\u22125,05", "-5.05"),
        ("-5 руб. 5 коп.", "-5.05"),
    ],
    ids=ascii,
)
def test_a_sum_that_can_be_read_in_one_way_is_read(typed: str, value: str) -> None:
    assert read_money(typed) == Decimal(value)
    assert str(read_money(typed)) == value


@pytest.mark.parametrize(
    ("typed", "many", "few"),
    [
        ("85.000", "85000", "85.00"),
        ("85,000", "85000", "85.00"),
        ("1,000", "1000", "1.00"),
        ("1.500 руб.", "1500", "1.50"),
        ("85,125", "85125", "85.12"),
        ("999.999", "999999", "999.99"),
    ],
)
def test_one_mark_before_three_digits_is_a_question(typed: str, many: str, few: str) -> None:
    with pytest.raises(AmountError) as asked:
        read_money(typed)
    assert asked.value.code == "unclear"
    assert asked.value.params == {"many": Decimal(many), "few": Decimal(few)}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("85,1234", "kopecks"),
        ("0,125", "kopecks"),
        ("1234.567", "kopecks"),
        ("1 000,125", "kopecks"),
        ("1.000,125", "kopecks"),
        ("1 000,000", "kopecks"),
        ("85,0000", "kopecks"),
        ("85 тыс", "thousands"),
        ("85 тыс. руб.", "thousands"),
        ("85к", "thousands"),
        ("85k", "thousands"),
        ("1,5 млн", "thousands"),
        ("85 т.р.", "thousands"),
        ("85 00", "spaces"),
        ("5 000 6 000", "spaces"),
        ("12 34", "spaces"),
        ("1 0000", "spaces"),
        ("1 000.000.000", "spaces"),
        ("", "format"),
        ("много", "format"),
        (",50", "format"),
        ("1,2,3", "format"),
        ("1.00.000", "format"),
        ("1,00,000", "format"),
        ("0,000,500", "format"),
        ("1.000,50,", "format"),
        ("$100", "format"),
        ("100 €", "format"),
        ("100 ₽₽", "format"),
        ("85000=", "format"),
        ("85000-00", "format"),
        ("10-20", "format"),
        ("+85", "format"),
        ("--1", "format"),
        ("1e5", "format"),
        ("NaN", "format"),
        ("８５", "format"),
        ("٣٠٠", "format"),
        ("85,5 руб. 50 коп.", "format"),
        ("9" * 16, "format"),
        ("9" * 100_000, "format"),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_what_is_no_sum_is_refused_with_its_reason(typed: str, code: str) -> None:
    with pytest.raises(AmountError) as refused:
        read_money(typed)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("typed", "places", "value"),
    [
        ("12", 0, "12"),
        ("12,0", 0, "12.0"),
        ("1,000,000", 0, "1000000"),
        ("0,8", 4, "0.8"),
        ("292,000", 3, "292.000"),
        ("0,125", 2, "0.125"),
    ],
)
def test_numbers_are_read_by_the_same_rule(typed: str, places: int, value: str) -> None:
    assert read_number(typed, places) == Decimal(value)


def test_a_number_of_few_decimals_is_asked_like_a_sum() -> None:
    with pytest.raises(AmountError) as asked:
        read_number("1.000", 0)
    assert (asked.value.code, asked.value.params["many"]) == ("unclear", Decimal(1000))


sums = st.decimals(min_value=-LARGEST, max_value=LARGEST, places=2, allow_nan=False)


@given(sums)
def test_what_is_shown_can_be_typed_back(value: Decimal) -> None:
    assert read_money(format_money(value)) == value
    assert read_money(format_amount(value)) == value
    assert read_money(f"{value:.2f}") == value
    assert read_money(f"{value:,.2f}") == value


@given(st.text(alphabet="0123456789 .,'-−₽руб\u00a0\u200b", max_size=20) | st.text(max_size=60))
def test_any_text_gives_kopecks_or_a_known_refusal(typed: str) -> None:
    refusal = None
    try:
        value = read_money(typed)
    except AmountError as refused:
        refusal = refused
    if refusal is not None:
        assert set(refusal.params) == CODES[refusal.code]
    else:
        assert value == round(value, 2)
        assert read_money(format_money(value)) == value


@given(st.text(alphabet="0123456789.,' ", max_size=12))
def test_no_digit_is_lost_in_the_whole_part(typed: str) -> None:
    try:
        value = read_money(typed)
    except AmountError:
        return
    kept = str(value).replace(".", "").lstrip("0").rstrip("0")
    assert kept in "".join(sign for sign in typed if sign.isdigit())
