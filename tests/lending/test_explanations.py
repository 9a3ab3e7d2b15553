from decimal import Decimal

from kabinet.kernel.money import format_money
from kabinet.lending import presentation
from kabinet.lending.engine import build_schedule, explain_row, parse_terms
from kabinet.lending.engine.allocation import AllocationPart
from kabinet.lending.queries.explanations import explain

TERMS = {"amount": "334584", "annual_rate": "48", "issued": "2026-06-01", "payments": 24}
"""Its 19th interest: 4 550,06 in 2027 and 151,25 in 2028, yet 4 701,32 together."""


def test_parts_of_an_interest_add_up_with_what_rounding_leaves() -> None:
    schedule = build_schedule(parse_terms(TERMS))
    found = explain(explain_row(schedule, 19), None)
    assert [stretch.interest for stretch in found.stretches] == [Decimal("4550.06"), Decimal("151.25")]
    assert (found.given.interest, found.rounding) == (Decimal("4701.32"), Decimal("0.01"))
    values = [line["value"] for line in presentation.interest_lines(found)]
    assert values == ["4\xa0550,06\xa0₽", "151,25\xa0₽", "0,01\xa0₽"]
    assert [line["value"] for line in presentation.instalment_lines(found)[:3]] == values


def test_nothing_is_said_of_rounding_where_parts_add_up() -> None:
    schedule = build_schedule(parse_terms(TERMS))
    assert len(presentation.interest_lines(explain(explain_row(schedule, 1), None))) == 1


def test_an_instalment_ends_with_its_principal_and_says_why_so_much() -> None:
    schedule = build_schedule(parse_terms(TERMS))
    first, last = (
        presentation.instalment_lines(explain(explain_row(schedule, number), None))[-1] for number in (1, 24)
    )
    row = schedule.rows[0]
    assert (first["label"], first["value"]) == ("Основной долг", format_money(row.principal))
    assert first["note"].startswith(format_money(row.payment))
    assert last["note"] == "Весь оставшийся долг"


def test_a_split_is_told_by_instalments_and_kinds_of_debt() -> None:
    parts = [
        AllocationPart(1, "overdue_interest", Decimal("10.00")),
        AllocationPart(1, "current_interest", Decimal("5.00")),
        AllocationPart(1, "overdue_principal", Decimal("100.00")),
        AllocationPart(2, "future_principal", Decimal("7.00")),
        AllocationPart(None, "penalty", Decimal("1.00")),
        AllocationPart(None, "costs", Decimal("2.00")),
    ]
    assert presentation.split_phrases(parts) == [
        "№ 1: проценты 15,00\xa0₽, основной долг 100,00\xa0₽",
        "№ 2: основной долг 7,00\xa0₽",
        "№ —: прочее 3,00\xa0₽",
    ]
    kinds = [presentation.part_phrase(part) for part in parts[1:]]
    assert kinds == ["Проценты", "Основной долг", "Основной долг", "Неустойка", "Издержки займодавца"]
