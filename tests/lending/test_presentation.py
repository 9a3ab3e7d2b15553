"""Phrases about loans, in the language people see."""

import pytest
from django.utils import translation

from kabinet.lending import presentation


@pytest.mark.parametrize(
    ("terms", "least", "most", "expected"),
    [
        ({"unit": "month"}, 3, 24, "от 3 до 24 месяцев"),
        ({"unit": "month"}, 1, 21, "от 1 до 21 месяца"),
        ({"every": 3}, 2, 4, "от 6 до 12 месяцев"),
        ({"unit": "day", "every": 14}, 1, 6, "от 14 до 84 дней"),
        ({"unit": "week"}, 2, 31, "от 2 до 31 недели"),
        ({"unit": "month"}, 12, 12, "12 месяцев"),
        ({"unit": "day", "every": 7}, 3, 3, "21 день"),
    ],
)
def test_how_long_loans_of_a_product_last(terms: dict[str, object], least: int, most: int, expected: str) -> None:
    with translation.override("ru"):
        assert presentation.duration_range(terms, least, most) == expected
