from decimal import Decimal

from kabinet.lending import presentation
from kabinet.lending.engine import build_schedule, explain_row, parse_terms
from kabinet.lending.queries.explanations import explain
from kabinet.office.explaining import reasons_of

TERMS = {"amount": "334584", "annual_rate": "48", "issued": "2026-06-01", "payments": 24}
"""Its 19th interest: 4 550,06 in 2027 and 151,25 in 2028, yet 4 701,32 together."""


def test_parts_of_an_interest_add_up_with_what_rounding_leaves() -> None:
    schedule = build_schedule(parse_terms(TERMS))
    found = explain(explain_row(schedule, 19), None)
    assert [stretch.interest for stretch in found.stretches] == [Decimal("4550.06"), Decimal("151.25")]
    assert (found.given.interest, found.rounding) == (Decimal("4701.32"), Decimal("0.01"))
    values = [line["value"] for line in presentation.interest_lines(found)]
    assert values == ["4\xa0550,06\xa0₽", "151,25\xa0₽", "0,01\xa0₽"]
    assert [line["value"] for line in reasons_of(found)[:3]] == values


def test_nothing_is_said_of_rounding_where_parts_add_up() -> None:
    schedule = build_schedule(parse_terms(TERMS))
    assert len(presentation.interest_lines(explain(explain_row(schedule, 1), None))) == 1
