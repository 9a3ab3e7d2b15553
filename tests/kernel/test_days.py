"""How days are read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabinet.kernel.days import CODES, DayError, read_day


@pytest.mark.parametrize(
    "typed",
    [
        "21.11.1990",
        " 21.11.1990",
        "21111990",
        "21 11 1990",
        "21/11/1990",
        "21-11-1990",
        "21\u201111\u20111990",
        "21,11,1990",
        "21. 11. 1990 г.",
        "21.11.1990г",
        "1990-11-21",
        "\u200e21.11.1990\u200f",
        "21.11.\u200b1990",
    ],
    ids=ascii,
)
def test_a_day_is_read_however_it_is_written(typed: str) -> None:
    assert read_day(typed) == date(1990, 11, 21)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("21.11.90", "year"),
        ("21/11/90 г.", "year"),
        ("211190", "year"),
        ("31.02.2026", "impossible"),
        ("19901121", "impossible"),
        ("01.01.0000", "impossible"),
        ("1990-13-01", "impossible"),
        ("вчера", "format"),
        ("21.11", "format"),
        ("21.11.199", "format"),
        ("2111199", "format"),
        ("21.11.19901", "format"),
        ("２１.11.2026", "format"),
        ("", "format"),
        ("1" * 100_000, "format"),
    ],
    ids=lambda value: ascii(value)[:20],
)
def test_what_is_no_day_says_why(typed: str, code: str) -> None:
    with pytest.raises(DayError) as refused:
        read_day(typed)
    assert refused.value.code == code


@given(st.dates())
def test_every_day_is_read_back(day: date) -> None:
    written = [day.isoformat(), f"{day:%d.%m.}{day.year:04}", f"{day:%d%m}{day.year:04}"]
    assert [read_day(text) for text in written] == [day] * 3


@given(st.text(max_size=30) | st.text(alphabet="0123456789./- г", max_size=12))
def test_any_text_is_a_day_or_a_known_refusal(typed: str) -> None:
    try:
        outcome = read_day(typed).isoformat()
    except DayError as refused:
        outcome = refused.code
    assert outcome in CODES or date.fromisoformat(outcome)
