"""Stored answers as text, the unexpected ones too."""

import pytest

from kabinet.questionnaires.engine import PlainFormatter, display_value
from tests.questionnaires.engine.forms import choices, single


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("number", 10**30 - 1, "9" * 30),
        ("number", 10**30, ""),
        ("money", 10**29, "1" + "0" * 29 + ".00"),
        ("money", "1" + "0" * 30, "1" + "0" * 30),
        ("money", 0.5, "0.50"),
        ("money", True, ""),
        ("money", float("nan"), ""),
        ("money", float("inf"), ""),
        ("money", [1], ""),
        ("snils", "1122334459", "1122334459"),
        ("snils", "112233445956", "112233445956"),
        ("snils", "1122334459x", "1122334459x"),
        ("snils", 11223344595, ""),
        ("passport", "450812345", "450812345"),
        ("passport", "45081234567", "45081234567"),
        ("yes_no", True, "yes"),
        ("yes_no", 1, ""),
        ("address", {"line": "", "city": "Казань", "house": 5}, "Казань"),
        ("address", [], ""),
        ("text", 5, ""),
    ],
)
def test_what_no_page_could_have_stored_is_shown_as_it_is_or_not_at_all(kind, value, shown):
    assert display_value(single(kind), value) == shown


def test_a_number_is_shown_with_its_unit():
    class Formatter(PlainFormatter):
        def number(self, number, unit):
            return f"{number} {unit}"

    assert display_value(single("number", unit="мес."), 12, Formatter()) == "12 мес."


def test_a_choice_is_shown_by_its_own_label():
    unsorted = single("choice", choices=choices("c", "a", "b"), multiple=True)
    assert [display_value(unsorted, [code]) for code in "abc"] == ["A", "B", "C"]
    assert display_value(unsorted, ["b", 5, "x"]) == "B, x"
    assert display_value(unsorted, 5) == ""
