"""How much a questionnaire may hold: of each bound the last that is taken and the first that is refused."""

import pytest

from kabinet.questionnaires.engine import DefinitionError, parse_definition
from kabinet.questionnaires.engine.rules import RuleError, parse_rule
from tests.questionnaires.engine.forms import choices, field, form, group, step


def refusal(*fields, **more):
    with pytest.raises(DefinitionError) as caught:
        form(*fields, **more)
    return caught.value.path, caught.value.code


SEVERAL = {"choices": choices("a", "b", "c"), "multiple": True}


@pytest.mark.parametrize(
    ("kind", "more", "key", "least", "most"),
    [
        ("text", {"maximum_length": 500}, "minimum_length", 0, 500),
        ("text", {}, "maximum_length", 1, 500),
        ("long_text", {"maximum_length": 10_000}, "minimum_length", 0, 10_000),
        ("long_text", {}, "maximum_length", 1, 10_000),
        ("number", {}, "decimals", 0, 6),
        ("money", {}, "decimals", 2, 2),
        ("choice", SEVERAL, "minimum_count", 0, 3),
        ("choice", SEVERAL, "maximum_count", 1, 3),
        ("file", {}, "maximum_size", 1, 100_000_000),
        ("file", {}, "maximum_count", 1, 20),
    ],
)
def test_a_whole_number_of_the_options_is_taken_within_its_bounds(kind, more, key, least, most):
    for value in (least, most):
        options = form(field("a", kind, **more | {key: value})).entries["a"].field.options
        assert getattr(options, key) == value
    for value in (least - 1, most + 1):
        found = refusal(field("a", kind, **more | {key: value}))
        assert found == (f"steps.0.fields.0.{key}", "number.out_of_bounds")
    for value in (True, "1", 1.0):
        assert refusal(field("a", kind, **more | {key: value})) == (f"steps.0.fields.0.{key}", "number.expected")


def test_a_group_is_repeated_within_its_bounds():
    assert form(group("g", field("a"), minimum=50, maximum=50)).groups["g"].repeat.minimum == 50
    assert form(group("g", field("a"), minimum=0, maximum=1)).groups["g"].repeat.maximum == 1
    assert refusal(group("g", field("a"), minimum=-1)) == ("steps.0.fields.0.repeat.minimum", "number.out_of_bounds")
    assert refusal(group("g", field("a"), maximum=0)) == ("steps.0.fields.0.repeat.maximum", "number.out_of_bounds")
    assert refusal(group("g", field("a"), minimum=51)) == ("steps.0.fields.0.repeat.minimum", "number.out_of_bounds")


def listed(count):
    return [f"c{index}" for index in range(count)]


@pytest.mark.parametrize(
    ("made", "path", "least", "most"),
    [
        (lambda n: {"steps": [step(code, field(code)) for code in listed(n)]}, "steps", 1, 40),
        (lambda n: {"steps": [step("one", *map(field, listed(n)))]}, "steps.0.fields", 1, 100),
        (lambda n: {"steps": [step("one", group("g", *map(field, listed(n))))]}, "steps.0.fields.0.fields", 1, 100),
        (
            lambda n: {"steps": [step("one", field("a", "choice", choices=choices(*listed(n))))]},
            "steps.0.fields.0.choices",
            1,
            500,
        ),
        (
            lambda n: {"steps": [step("one", field("a", "file", extensions=listed(n)))]},
            "steps.0.fields.0.extensions",
            1,
            30,
        ),
    ],
)
def test_a_list_holds_as_many_as_it_may(made, path, least, most):
    for count in (least, most):
        form(**made(count))
    assert refusal(**made(least - 1)) == (path, "list.too_short")
    assert refusal(**made(most + 1)) == (path, "list.too_long")


def test_five_hundred_fields_are_a_questionnaire_and_one_more_is_not():
    def steps(last):
        counts = [100, 100, 100, 100, last]
        return [step(f"s{n}", *(field(f"f{n}_{index}") for index in range(count))) for n, count in enumerate(counts)]

    assert len(form(steps=steps(100)).entries) == 500
    assert refusal(steps=[*steps(100), step("more", field("more"))]) == ("steps", "fields.too_many")


@pytest.mark.parametrize(
    ("made", "path", "most"),
    [
        (lambda text: {"fields": [field("a", label=text)]}, "steps.0.fields.0.label", 300),
        (lambda text: {"fields": [field("a", hint=text)]}, "steps.0.fields.0.hint", 5_000),
        (lambda text: {"fields": [field("a", "note", label=text)]}, "steps.0.fields.0.label", 5_000),
        (lambda text: {"fields": [field("a", "number", unit=text)]}, "steps.0.fields.0.unit", 300),
        (lambda text: {"fields": [field("a")], "title": text}, "title", 300),
        (lambda text: {"steps": [step("one", field("a"), intro=text)]}, "steps.0.intro", 5_000),
        (lambda text: {"steps": [step("one", group("g", field("a"), hint=text))]}, "steps.0.fields.0.hint", 5_000),
    ],
)
def test_a_text_of_a_questionnaire_is_as_long_as_it_may_be(made, path, most):
    def outcome(length):
        made_of = made("x" * length)
        return form(*made_of.pop("fields", ()), **made_of)

    outcome(most)
    with pytest.raises(DefinitionError) as caught:
        outcome(most + 1)
    assert (caught.value.path, caught.value.code) == (path, "text.too_long")


def test_a_code_has_up_to_fifty_letters():
    assert "a" * 50 in form(field("a" * 50)).entries
    assert refusal(field("a" * 51)) == ("steps.0.fields.0.code", "code.malformed")


def test_a_key_that_nobody_asked_for_is_named_by_its_beginning():
    assert refusal(field("a", **{"k" * 60: 1})) == ("steps.0.fields.0." + "k" * 50, "key.unknown")
    with pytest.raises(DefinitionError, match=r"^questionnaire: object\.expected$"):
        parse_definition(None)
    with pytest.raises(DefinitionError, match=r"^title: text\.expected$"):
        parse_definition({"code": "c", "title": 5, "steps": [step("one", field("a"))]})


@pytest.mark.parametrize(
    "written",
    ["9" * 15, "-" + "9" * 15, "0.123456", "-0.000001", 0, 999_999_999_999_999],
)
def test_a_number_of_a_questionnaire_has_fifteen_digits_and_six_decimals(written):
    assert str(form(field("a", "number", decimals=6, minimum=written)).entries["a"].field.options.minimum) == str(
        written
    )


@pytest.mark.parametrize(
    "written",
    ["9" * 16, "0.1234567", "1e3", "", "+1", "1.", ".5", 10**15, pytest.param(10**5_000, id="long"), [1], {}, False],
)
def test_any_other_number_of_a_questionnaire_is_refused(written):
    found = refusal(field("a", "number", decimals=6, minimum=written))
    assert found == ("steps.0.fields.0.minimum", "number.expected")


@pytest.mark.parametrize(
    ("decimals", "value", "taken"),
    [(0, "1", True), (0, "1.5", False), (2, "1.25", True), (2, "1.255", False), (6, "0.000001", True)],
)
@pytest.mark.parametrize("key", ["minimum", "maximum", "step"])
def test_a_limit_has_no_more_decimals_than_the_answer(key, decimals, value, taken):
    numbered = field("a", "number", decimals=decimals, **{key: value})
    if taken:
        form(numbered)
    else:
        assert refusal(numbered) == (f"steps.0.fields.0.{key}", "number.decimals")


def test_limits_may_meet_but_not_cross():
    form(field("a", minimum_length=5, maximum_length=5))
    form(field("a", "number", minimum=5, maximum=5))
    form(field("a", "money", minimum="5.01", maximum="5.01"))
    form(field("a", "date", minimum="-18y", maximum="-18y"))
    form(field("a", "date", minimum="2026-01-01", maximum="2026-01-01"))
    form(field("a", "choice", **SEVERAL, minimum_count=2, maximum_count=2))
    form(group("g", field("a"), minimum=2, maximum=2))
    assert refusal(field("a", "money", minimum="5.02", maximum="5.01"))[1] == "limits.crossed"
    assert refusal(field("a", "date", minimum="2026-01-02", maximum="2026-01-01"))[1] == "limits.crossed"


def test_a_step_of_a_number_is_above_nothing():
    assert str(form(field("a", "number", decimals=2, step="0.01")).entries["a"].field.options.step) == "0.01"
    for nothing in ("0", "0.00", "-1"):
        assert refusal(field("a", "number", decimals=2, step=nothing)) == (
            "steps.0.fields.0.step",
            "number.out_of_bounds",
        )


VALUES = [True] * 60


@pytest.mark.parametrize(
    ("operator", "least", "most"),
    [
        *[("==", 2, 2), ("!=", 2, 2), ("<", 2, 3), ("<=", 2, 3), (">", 2, 2), (">=", 2, 2), ("in", 2, 2)],
        *[("and", 1, 50), ("or", 1, 50), ("if", 2, 51), ("!", 1, 1), ("!!", 1, 1), ("age", 1, 1), ("today", 0, 0)],
    ],
)
def test_an_operator_takes_so_many_arguments_and_no_more(operator, least, most):
    for count in {least, most}:
        assert len(parse_rule({operator: VALUES[:count]}).root.arguments) == count
    for count in {max(least - 1, 0), most + 1} - {least}:
        with pytest.raises(RuleError, match=r"^rule\.arguments$"):
            parse_rule({operator: VALUES[:count]})


def test_missing_and_var_take_names():
    names = [f"n{index}" for index in range(51)]
    assert len(parse_rule({"missing": names[:50]}).variables) == 50
    assert parse_rule({"var": ["a"]}).variables == parse_rule({"var": "a"}).variables == {"a"}
    for source in ({"missing": names}, {"missing": []}, {"var": ["a", "b"]}, {"var": []}):
        with pytest.raises(RuleError, match=r"^rule\.arguments$"):
            parse_rule(source)


def nested(depth):
    return {"!": nested(depth - 1)} if depth else True


def test_operators_are_nested_eight_deep():
    parse_rule(nested(8))
    with pytest.raises(RuleError, match=r"^rule\.too_deep$"):
        parse_rule(nested(9))


@pytest.mark.parametrize(
    "made",
    [
        # one operator, its variable, the list, and what is in it
        lambda more: {"in": [{"var": "a"}, ["x"] * (197 + more)]},
        # one operator around three with fifty values each and one with the rest
        lambda more: {"or": [*[{"or": [1] * 50}] * 3, {"or": [1] * (45 + more)}]},
        lambda more: {"or": [*[{"missing": ["a"] * 50}] * 3, {"missing": ["a"] * (45 + more)}]},
    ],
)
def test_a_rule_holds_two_hundred_operators_and_values(made):
    parse_rule(made(0))
    with pytest.raises(RuleError, match=r"^rule\.too_big$"):
        parse_rule(made(1))


@pytest.mark.parametrize("value", ["x" * 200, 10**15 - 1, 1 - 10**15, 1e14, -0.5, None, True])
def test_a_value_of_a_rule_is_taken(value):
    assert parse_rule({"==": [{"var": "a"}, value]}).root.arguments[1].value == value


@pytest.mark.parametrize("value", ["x" * 201, 10**15, -(10**15), 1e15, float("nan"), [[]], [{"var": "a"}]])
def test_a_value_beyond_the_bounds_of_a_rule_is_refused(value):
    with pytest.raises(RuleError, match=r"^rule\.value$"):
        parse_rule({"==": [{"var": "a"}, value]})
