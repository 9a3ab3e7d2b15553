"""Numbers and sums at their bounds, and the limits in force."""

from decimal import Decimal

import pytest

from kabinet.questionnaires.engine import Context, Limits, Problem, clean_value
from kabinet.questionnaires.engine.fields import NumberOptions
from kabinet.questionnaires.engine.values.numbers import strictest
from tests.questionnaires.engine.forms import CONTEXT, single


@pytest.mark.parametrize(
    ("kind", "raw", "outcome"),
    [
        ("number", 10**15 - 1, 10**15 - 1),
        ("number", 1 - 10**15, 1 - 10**15),
        ("number", 10**15, Problem("x", "number.format")),
        ("number", -(10**15), Problem("x", "number.format")),
        ("number", 1e15, Problem("x", "number.format")),
        ("number", 0.5, Problem("x", "number.whole")),
        ("number", -3, -3),
        ("money", 10**15 - 1, f"{10**15 - 1}.00"),
        ("money", 10**15, Problem("x", "money.format")),
        ("money", 0.25, "0.25"),
        ("money", 0.125, Problem("x", "money.kopecks")),
        ("money", -0.0, "0.00"),
        ("money", "-0", "0.00"),
        ("money", None, None),
        ("money", [], None),
        ("money", {"a": 1}, Problem("x", "money.format")),
    ],
)
def test_a_number_is_taken_at_its_bounds(kind, raw, outcome):
    cleaned = clean_value(single(kind), raw, CONTEXT)
    assert cleaned == outcome
    assert type(cleaned) is type(outcome)


ONE, TWO, THREE = Decimal(1), Decimal(2), Decimal(3)


@pytest.mark.parametrize(
    ("own", "given", "force"),
    [
        ((ONE, THREE, TWO), None, Limits(ONE, THREE, TWO)),
        ((ONE, THREE, TWO), (None, None, None), Limits(ONE, THREE, TWO)),
        ((None, None, None), (ONE, THREE, TWO), Limits(ONE, THREE, TWO)),
        ((ONE, THREE, TWO), (TWO, TWO, ONE), Limits(TWO, TWO, ONE)),
        ((TWO, TWO, None), (ONE, THREE, None), Limits(TWO, TWO)),
        ((None, None, None), (None, None, None), Limits()),
    ],
)
def test_the_stricter_of_two_limits_is_in_force(own, given, force):
    assert strictest(NumberOptions(*own), given and Limits(*given)) == force


@pytest.mark.parametrize(
    ("limits", "raw", "outcome"),
    [
        (Limits(minimum=TWO), "2", 2),
        (Limits(minimum=TWO), "1", Problem("x", "number.too_small", {"minimum": TWO})),
        (Limits(maximum=TWO), "2", 2),
        (Limits(maximum=TWO), "3", Problem("x", "number.too_big", {"maximum": TWO})),
        (Limits(minimum=Decimal(0), step=THREE), "6", 6),
        (Limits(step=THREE), "7", Problem("x", "number.step", {"step": THREE, "minimum": Decimal(0)})),
        (Limits(minimum=ONE, step=THREE), "7", 7),
        (Limits(minimum=ONE, step=THREE), "1", 1),
        (Limits(minimum=ONE, step=THREE), "6", Problem("x", "number.step", {"step": THREE, "minimum": ONE})),
        (Limits(minimum=TWO, step=THREE), "5", 5),
    ],
)
def test_a_number_keeps_to_its_limits_and_goes_by_its_step(limits, raw, outcome):
    assert clean_value(single("number"), raw, Context(CONTEXT.today, {"x": limits})) == outcome


def test_a_limit_of_nothing_is_a_limit():
    at_most = single("number", maximum=0)
    assert clean_value(at_most, "1", CONTEXT) == Problem("x", "number.too_big", {"maximum": Decimal(0)})
    assert clean_value(at_most, "0", CONTEXT) == 0
