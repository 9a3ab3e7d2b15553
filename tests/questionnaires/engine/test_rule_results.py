"""What each operator of a rule gives, value by value."""

from datetime import date

import pytest

from kabinet.questionnaires.engine.rules import Call, Constant, Variable, parse_rule, rule_as_json
from tests.questionnaires.engine.forms import TODAY


def gives(rule, value, answers=None, today=TODAY):
    """Whether a rule gives a text, an answer or nothing."""
    return parse_rule({"==": [rule, value]}).holds(answers or {}, today)


@pytest.mark.parametrize(
    ("left", "right", "order"),
    [
        (1, 2, -1),
        (2, 2, 0),
        (3, 2, 1),
        ("9", "10", -1),
        ("10.0", "10", 0),
        ("10", 9.5, 1),
        (-1, "-0.5", -1),
        ("2026-11-20", "2026-11-21", -1),
        ("2026-11-21", "2026-11-21", 0),
        ("2026-12-01", "2026-11-30", 1),
    ],
)
def test_what_has_an_order_is_compared_by_it(left, right, order):
    held = {operator: parse_rule({operator: [{"var": "x"}, right]}).holds({"x": left}, TODAY) for operator in COMPARED}
    assert held == {"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}


COMPARED = ("<", "<=", ">", ">=")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("2026-11-20", "tomorrow"),
        ("tomorrow", "2026-11-20"),
        ("2026-11-20", 5),
        (5, "2026-11-20"),
        ("20261120", "2026-11-21"),
        ("2026-11-20", "20261121"),
        ("2026-W01-1", "2026-11-21"),
        ("2026-11-20T00:00", "2026-11-21"),
        ("2026-02-30", "2026-11-21"),
        ("２026-11-20", "2026-11-21"),
        (float("nan"), 1),
        (float("inf"), 1),
        (True, 1),
        (None, 1),
        (["1"], 1),
        ({"a": 1}, 1),
        ("a", "b"),
    ],
)
def test_what_has_no_order_is_neither_more_nor_less(left, right):
    answers = {"left": left, "right": right}
    for operator in COMPARED:
        assert not parse_rule({operator: [{"var": "left"}, {"var": "right"}]}).holds(answers, TODAY)


@pytest.mark.parametrize(("value", "strict", "loose"), [(0, 0, 0), (1, 0, 1), (2, 1, 1), (3, 0, 1), (4, 0, 0)])
def test_between_looks_at_both_ends(value, strict, loose):
    assert parse_rule({"<": [1, {"var": "x"}, 3]}).holds({"x": value}, TODAY) is bool(strict)
    assert parse_rule({"<=": [1, {"var": "x"}, 3]}).holds({"x": value}, TODAY) is bool(loose)


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        ("a", "a", True),
        ("a", "b", False),
        ("b", "a", False),
        ("1", "1.0", False),
        ("1", 1.0, True),
        (2, 1, False),
        (1, 2, False),
        (1, True, False),
        (0, False, False),
        (True, True, True),
        (True, False, False),
        (None, None, True),
        (None, "", False),
        ([], [], True),
        (["a"], ("a",), True),
        (["a", "b"], ["b", "a"], False),
        (["a"], ["a", "b"], False),
        (["a", "b"], ["a"], False),
        ([1], [1], False),
        (["a", 1], ["a", 1], False),
        (["a"], "a", False),
        ("a", ["a"], False),
        ({"a": 1}, {"a": 1}, False),
        (float("nan"), float("nan"), False),
    ],
)
def test_what_is_equal(left, right, equal):
    answers = {"left": left, "right": right}
    sides = [{"var": "left"}, {"var": "right"}]
    assert parse_rule({"==": sides}).holds(answers, TODAY) is equal
    assert parse_rule({"!=": sides}).holds(answers, TODAY) is not equal
    assert parse_rule({"in": [sides[0], sides[1]]}).holds({"left": left, "right": [right]}, TODAY) is equal


def test_a_thing_of_many_parts_equals_nothing_not_even_itself():
    same = {"city": "Казань"}
    assert not parse_rule({"==": [{"var": "home"}, {"var": "home"}]}).holds({"home": same}, TODAY)


@pytest.mark.parametrize(
    ("rule", "result"),
    [
        ({"and": ["a", "b"]}, "b"),
        ({"and": ["a", "", "c"]}, ""),
        ({"and": ["", "b"]}, ""),
        ({"and": [0, None]}, 0),
        ({"or": ["a", "b"]}, "a"),
        ({"or": ["", "b", "c"]}, "b"),
        ({"or": [0, ""]}, ""),
        ({"or": [None]}, None),
        ({"if": [True, "a"]}, "a"),
        ({"if": [False, "a"]}, None),
        ({"if": [True, "a", "b"]}, "a"),
        ({"if": [False, "a", "b"]}, "b"),
        ({"if": [True, "a", True, "c"]}, "a"),
        ({"if": [False, "a", True, "c"]}, "c"),
        ({"if": [False, "a", False, "c"]}, None),
        ({"if": [False, "a", True, "c", "d"]}, "c"),
        ({"if": [False, "a", False, "c", "d"]}, "d"),
        ({"if": [False, "a", False, "c", True, "e"]}, "e"),
        ({"if": [False, "a", False, "c", False, "e", "f"]}, "f"),
        ({"today": []}, "2026-11-21"),
        ({"missing": ["a"]}, ["a"]),
        ({"missing": ["full", "a", "full.b", "none"]}, ["a", "full.b", "none"]),
        ({"missing": ["zero", "no", "empty", "blank", "parts"]}, ["empty", "blank", "parts"]),
        ({"!": ["a"]}, False),
        ({"!": [""]}, True),
        ({"!!": ["a"]}, True),
        ({"!!": [0]}, False),
    ],
)
def test_what_an_operator_gives(rule, result):
    answers = {"full": "x", "zero": 0, "no": False, "empty": [], "blank": "", "parts": {}, "none": None}
    assert gives(rule, result, answers)
    assert not gives(rule, "something else", answers)


@pytest.mark.parametrize(
    ("wanted", "holder", "held"),
    [
        ("b", ["a", "b"], True),
        ("c", ["a", "b"], False),
        ("b", "abc", True),
        ("x", "abc", False),
        ("", "abc", True),
        (1, "1", False),
        (1, ["1"], True),
        (None, [None], True),
        ("a", None, False),
        ("a", {"a": 1}, False),
        ("a", [], False),
    ],
)
def test_what_is_held_by_what(wanted, holder, held):
    answers = {"wanted": wanted, "holder": holder}
    assert parse_rule({"in": [{"var": "wanted"}, {"var": "holder"}]}).holds(answers, TODAY) is held


@pytest.mark.parametrize(
    ("born", "age"),
    [
        ("2008-11-20", 18),
        ("2008-11-21", 18),
        ("2008-11-22", 17),
        ("2008-12-01", 17),
        ("2008-10-31", 18),
        ("2026-11-21", 0),
        ("2026-11-22", -1),
        ("1926-11-21", 100),
        ("nonsense", None),
        (20081121, None),
        (None, None),
    ],
)
def test_an_age_is_of_full_years(born, age):
    assert gives({"age": {"var": "born"}}, age, {"born": born}, date(2026, 11, 21))


def test_a_part_of_an_answer_is_read_by_its_name():
    answers = {"a": {"b": {"c": {"d": "deep"}}}, "list": ["x"]}
    assert gives({"var": "a.b.c.d"}, "deep", answers)
    for name in ("a.b.c.x", "a.x.c", "list.0", "x.y"):
        assert gives({"var": name}, None, answers)


def test_a_rule_is_compiled_to_a_tree():
    source = {"or": [{"==": [{"var": "a.b"}, 1.5]}, {"in": [None, [True, "x"]]}, {"missing": ["c", "d.e"]}]}
    rule = parse_rule(source)
    assert rule.root == Call(
        "or",
        (
            Call("==", (Variable(("a", "b")), Constant(1.5))),
            Call("in", (Constant(None), Constant((True, "x")))),
            Call("missing", (Variable(("c",)), Variable(("d", "e")))),
        ),
    )
    assert rule_as_json(rule) == source
    assert rule.variables == {"a", "c", "d"}
    assert parse_rule({"!": {"var": ["a"]}}) == parse_rule({"!": [{"var": "a"}]})
    assert rule != parse_rule(True)
