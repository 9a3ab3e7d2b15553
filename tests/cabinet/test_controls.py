"""How a question's control looks: its keys, what the browser may fill in, and that what it shows can be typed again."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabinet.cabinet.forms.controls import autocomplete_of, inputmode_of, shown_value
from kabinet.questionnaires.engine import clean_value
from tests.questionnaires.engine.forms import CONTEXT, single

FIELDS = {
    "money": (single("money"), st.decimals(0, 10**11, places=2).map(lambda sum_: f"{sum_:.2f}")),
    "whole": (single("number"), st.integers(0, 10**12)),
    "tenths": (single("number", decimals=1), st.decimals(0, 10**9, places=1).map(lambda number: f"{number:.1f}")),
    "thousandths": (single("number", decimals=3), st.decimals(0, 10**9, places=3).map(lambda number: f"{number:.3f}")),
    "day": (single("date"), st.dates(date(1850, 1, 1), date(2200, 12, 31)).map(date.isoformat)),
    "phone": (single("phone"), st.from_regex(r"\+79[0-9]{9}", fullmatch=True)),
}


@given(st.data(), st.sampled_from(sorted(FIELDS)))
def test_what_a_control_shows_is_the_same_answer_typed_again(data: Any, name: str) -> None:
    field, values = FIELDS[name]
    value = data.draw(values)
    if clean_value(field, value, CONTEXT) == value:
        assert clean_value(field, shown_value(field, value), CONTEXT) == value


@pytest.mark.parametrize(
    ("options", "keys"),
    [
        ({"kind": "number"}, "numeric"),
        ({"kind": "number", "decimals": 2}, "decimal"),
        ({"kind": "inn"}, "numeric"),
        ({"kind": "text"}, ""),
        ({"kind": "kpp"}, ""),
    ],
)
def test_keys_have_a_comma_where_decimals_are_asked(options: dict[str, Any], keys: str) -> None:
    assert inputmode_of(single(options.pop("kind"), **options)) == keys


@pytest.mark.parametrize(
    ("kind", "said", "filled"),
    [
        ("phone", {}, "off"),
        ("email", {}, "off"),
        ("text", {}, "off"),
        ("address", {}, "off"),
        ("phone", {"autocomplete": "tel"}, "tel"),
        ("address", {"maps_to": "person.actual_address"}, ""),
        ("address", {"maps_to": "organisation.address"}, "off"),
    ],
)
def test_the_browser_fills_in_what_is_the_persons_own(kind: str, said: dict[str, str], filled: str) -> None:
    assert autocomplete_of(single(kind, **said)) == filled
