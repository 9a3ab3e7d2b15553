from datetime import date
from decimal import Decimal
from uuid import uuid4

from kabinet.kernel.money import format_money
from kabinet.lending import presentation
from kabinet.lending.engine import build_schedule, explain_row, parse_terms
from kabinet.lending.engine.allocation import AllocationPart
from kabinet.lending.queries.explanations import explain
from kabinet.lending.queries.loans import Share

TERMS = {"amount": "334584", "annual_rate": "48", "issued": "2026-06-01", "payments": 24}
"""Its 19th interest: 4 550,06 in 2027 and 151,25 in 2028, yet 4 701,32 together."""


def test_parts_of_an_interest_add_up_with_what_rounding_leaves() -> None:
    schedule = build_schedule(parse_terms(TERMS))
    found = explain(explain_row(schedule, 19), None)
    assert [stretch.interest for stretch in found.stretches] == [Decimal("4550.06"), Decimal("151.25")]
    assert (found.given.interest, found.rounding) == (Decimal("4701.32"), Decimal("0.01"))
    told = presentation.instalment_sentences(found)
    assert [sentence.partition(" = ")[2] for sentence in told[:2]] == ["4\xa0550,06\xa0₽", "151,25\xa0₽"]
    assert told[2].endswith(": 0,01\xa0₽")


def test_nothing_is_said_of_rounding_where_parts_add_up() -> None:
    schedule = build_schedule(parse_terms(TERMS))
    assert len(presentation.instalment_sentences(explain(explain_row(schedule, 1), None))) == 2


def test_an_instalment_says_why_its_principal_is_so_much() -> None:
    schedule = build_schedule(parse_terms(TERMS))
    level = schedule.rows[0].payment
    first, by_terms, last = (
        presentation.instalment_sentences(explain(explain_row(schedule, number), instalment))[-1]
        for number, instalment in ((1, level), (1, None), (24, level))
    )
    row, final = schedule.rows[0], schedule.rows[-1]
    principal = format_money(row.principal)
    assert first == f"Основной долг: {format_money(row.payment)} без процентов = {principal}"
    assert by_terms == f"Основной долг по условиям: {principal}"
    assert last == f"Основной долг: весь оставшийся, {format_money(final.principal)}"


def test_what_paid_an_instalment_is_told_with_what_is_left_of_it() -> None:
    share = Share(uuid4(), date(2026, 7, 1), Decimal("10.00"), Decimal("90.00"))
    told = presentation.instalment_sentences(None, [share], Decimal("5.50"))
    assert told[0].startswith("Оплачено 01.07.2026: 100,00\xa0₽")
    assert told[1:] == ["Осталось заплатить: 5,50\xa0₽"]
    assert presentation.instalment_sentences(None, (), Decimal("5.50")) == []


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
