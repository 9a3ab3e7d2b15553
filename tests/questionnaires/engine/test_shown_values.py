"""Answers as text: how they are shown, and that what is shown plainly can be typed again."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabinet.questionnaires.engine import Problem, display_value
from tests.questionnaires.engine.forms import json_values
from tests.questionnaires.engine.values import FIELDS, PDF, clean


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("text", "Казань", "Казань"),
        ("money", "1250000.50", "1250000.50"),
        ("number", 12, "12"),
        ("share", "0.50", "0.50"),
        ("date", "2026-11-21", "2026-11-21"),
        ("choice", "a", "A"),
        ("choice", "gone", "gone"),
        ("several", ["a", "c"], "A, C"),
        ("yes_no", False, "no"),
        ("consent", True, "yes"),
        ("phone", "+79991234567", "+7 999 123-45-67"),
        ("snils", "11223344595", "112-233-445 95"),
        ("passport", "4508123456", "45 08 123456"),
        ("email", "ivan@xn--80a1acny.xn--p1ai", "ivan@почта.рф"),
        ("address", {"city": "Казань", "index": "420111", "house": "1"}, "420111, Казань, 1"),
        ("file", [PDF], "план.pdf"),
        ("money", None, ""),
        ("money", "сто", "сто"),
        ("date", {"day": 1}, ""),
        ("file", [5], ""),
    ],
)
def test_answers_are_shown_as_text(name, value, shown):
    assert display_value(FIELDS[name], value) == shown


WRITTEN = {
    "money": st.decimals(0, 10**9, places=2).map(str),
    "number": st.integers(0, 120),
    "date": st.dates(date(1850, 1, 1), date(2200, 12, 31)).map(date.isoformat),
    "text": st.text(max_size=100),
    "long": st.text(max_size=200),
    "phone": st.from_regex(r"\+79[0-9]{9}", fullmatch=True),
    "passport": st.from_regex(r"[1-9][0-9]{8}[1-9]", fullmatch=True),
    "snils": st.from_regex(r"001001[0-9]{3}[0-9]{2}", fullmatch=True),
    "yes_no": st.booleans(),
    "email": st.sampled_from(["a@b.ru", "Ivan@почта.рф", "x.y+z@пример.испытание"]),
    "address": st.text(max_size=100),
    "issuer_code": st.from_regex(r"[1-9][0-9]{5}", fullmatch=True),
}


@given(st.data(), st.sampled_from(sorted(WRITTEN)))
def test_what_is_shown_plainly_can_be_typed_again(data, name):
    value = clean(name, data.draw(WRITTEN[name]))
    if value is not None and not isinstance(value, Problem):
        assert clean(name, display_value(FIELDS[name], value)) == value


@given(st.sampled_from(sorted(FIELDS)), json_values)
def test_anything_stored_can_be_shown(name, value):
    assert isinstance(display_value(FIELDS[name], value), str)
