"""Rules: every operator, every bound, and never an exception."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabinet.questionnaires.engine.rules import MAX_DEPTH, RuleError, parse_rule, rule_as_json
from tests.questionnaires.engine.forms import TODAY, json_values

ANSWERS = {
    "kind": "ip",
    "amount": "1000.00",
    "staff": 5,
    "born": "2000-11-22",
    "agreed": True,
    "refused": False,
    "kinds": ["house", "car"],
    "address": {"city": "Казань"},
    "empty": [],
    "code": "0123",
}


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        (True, True),
        (False, False),
        ({"var": "kind"}, True),
        ({"var": "nothing"}, False),
        ({"var": "address.city"}, True),
        ({"var": "address.house"}, False),
        ({"var": "kind.city"}, False),
        ({"==": [{"var": "kind"}, "ip"]}, True),
        ({"==": [{"var": "kind"}, "ooo"]}, False),
        ({"==": [{"var": "amount"}, 1000]}, True),
        ({"==": [{"var": "code"}, 123]}, True),
        ({"==": [{"var": "code"}, "123"]}, False),
        ({"==": [{"var": "agreed"}, True]}, True),
        ({"==": [{"var": "agreed"}, 1]}, False),
        ({"==": [{"var": "refused"}, False]}, True),
        ({"==": [{"var": "nothing"}, False]}, False),
        ({"==": [{"var": "nothing"}, None]}, True),
        ({"==": [{"var": "kinds"}, ["house", "car"]]}, True),
        ({"==": [{"var": "kinds"}, ["house"]]}, False),
        ({"!=": [{"var": "kind"}, "ooo"]}, True),
        ({"<": [{"var": "amount"}, 1000.5]}, True),
        ({"<": [{"var": "amount"}, "abc"]}, False),
        ({">=": [{"var": "amount"}, "abc"]}, False),
        ({"<=": [1, {"var": "staff"}, 5]}, True),
        ({"<": [1, {"var": "staff"}, 5]}, False),
        ({">": [{"var": "staff"}, 4]}, True),
        ({"<": [{"var": "born"}, "2001-01-01"]}, True),
        ({"<": [{"var": "born"}, {"today": []}]}, True),
        ({"<": [{"var": "agreed"}, 2]}, False),
        ({"<": [{"var": "nothing"}, 2]}, False),
        ({"and": [{"var": "agreed"}, {"var": "kind"}]}, True),
        ({"and": [{"var": "agreed"}, {"var": "refused"}]}, False),
        ({"or": [{"var": "refused"}, {"var": "nothing"}, {"var": "kind"}]}, True),
        ({"or": [{"var": "refused"}]}, False),
        ({"!": {"var": "refused"}}, True),
        ({"!!": [{"var": "empty"}]}, False),
        ({"in": [{"var": "kind"}, ["ip", "npd"]]}, True),
        ({"in": ["car", {"var": "kinds"}]}, True),
        ({"in": ["boat", {"var": "kinds"}]}, False),
        ({"in": ["аза", {"var": "address.city"}]}, True),
        ({"in": ["x", {"var": "nothing"}]}, False),
        ({"in": [1, {"var": "kind"}]}, False),
        ({"if": [{"var": "refused"}, False, {"var": "agreed"}, True, False]}, True),
        ({"if": [{"var": "refused"}, True]}, False),
        ({"missing": ["kind", "nothing"]}, True),
        ({"missing": ["kind", "address.city"]}, False),
        ({"missing": "empty"}, True),
        ({"==": [{"age": {"var": "born"}}, 25]}, True),
        ({">=": [{"age": [{"var": "born"}]}, 26]}, False),
        ({">=": [{"age": {"var": "kind"}}, 0]}, False),
    ],
)
def test_a_rule_holds_or_not(rule, holds):
    compiled = parse_rule(rule)
    assert compiled.holds(ANSWERS, TODAY) is holds
    assert parse_rule(rule_as_json(compiled)) == compiled


def test_a_birthday_counts_from_its_day():
    rule = parse_rule({">=": [{"age": {"var": "born"}}, 18]})
    assert rule.holds({"born": "2008-11-21"}, date(2026, 11, 21)) is True
    assert rule.holds({"born": "2008-11-22"}, date(2026, 11, 21)) is False
    assert rule.holds({"born": "2008-02-29"}, date(2026, 2, 28)) is False
    assert rule.holds({"born": "2008-02-29"}, date(2026, 3, 1)) is True


def test_a_rule_names_what_it_reads():
    rule = parse_rule({"and": [{"==": [{"var": "a"}, 1]}, {"missing": ["b.city", "c"]}, {"!": {"var": "d.x"}}]})
    assert rule.variables == {"a", "b", "c", "d"}


def nested(depth):
    return {"!": nested(depth - 1)} if depth else True


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ({"==": [1, 1], "!=": [1, 1]}, "rule.shape"),
        ({}, "rule.shape"),
        ({"exec": "x"}, "rule.operator"),
        ({1: "x"}, "rule.operator"),
        ({"==": [1]}, "rule.arguments"),
        ({"today": [1]}, "rule.arguments"),
        ({"if": [True]}, "rule.arguments"),
        ({"var": 1}, "rule.variable"),
        ({"var": "Кто"}, "rule.variable"),
        ({"var": "__class__"}, "rule.variable"),
        ({"var": "a.b.c.d.e"}, "rule.variable"),
        ({"missing": [{"var": "a"}]}, "rule.variable"),
        ({"==": [float("nan"), 1]}, "rule.value"),
        ({"==": [float("inf"), 1]}, "rule.value"),
        ({"==": [10**400, 1]}, "rule.value"),
        ({"==": ["x" * 201, 1]}, "rule.value"),
        ({"in": [{"var": "a"}, [["nested"]]]}, "rule.value"),
        (nested(MAX_DEPTH + 1), "rule.too_deep"),
        (nested(5_000 // 100), "rule.too_deep"),
        ({"in": [{"var": "a"}, ["x"] * 200]}, "rule.too_big"),
        ({"or": [{"or": [1] * 50}] * 5}, "rule.too_big"),
    ],
)
def test_what_is_no_rule_is_refused(rule, code):
    with pytest.raises(RuleError) as caught:
        parse_rule(rule)
    assert caught.value.code == code


def test_the_deepest_rule_is_read():
    assert parse_rule(nested(MAX_DEPTH)).holds({}, TODAY) is True


names = st.sampled_from(["a", "b", "c.d", "e"])
rules = st.recursive(
    st.builds(lambda name: {"var": name}, names)
    | st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(-1e6, 1e6)
    | st.text(max_size=10)
    | st.just({"today": []}),
    lambda inner: st.one_of(
        st.builds(
            lambda op, a, b: {op: [a, b]}, st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in"]), inner, inner
        ),
        st.builds(lambda op, a: {op: a}, st.sampled_from(["and", "or"]), st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda op, a: {op: [a]}, st.sampled_from(["!", "!!", "age"]), inner),
        st.builds(lambda a: {"if": a}, st.lists(inner, min_size=2, max_size=5)),
        st.builds(lambda a: {"missing": a}, st.lists(names, min_size=1, max_size=3)),
    ),
    max_leaves=12,
)


@given(rules, st.dictionaries(st.sampled_from("abce"), json_values))
def test_a_rule_never_raises_and_survives_writing(source, answers):
    try:
        rule = parse_rule(source)
    except RuleError:
        return
    assert rule.holds(answers, TODAY) in {True, False}
    assert parse_rule(rule_as_json(rule)) == rule


@given(json_values)
def test_any_json_is_a_rule_or_refused(source):
    with contextlib.suppress(RuleError):
        assert parse_rule(source).holds({}, TODAY) in {True, False}
