"""Reading questionnaires: what is refused, where and why, and that writing gives the same back."""

import contextlib
import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabinet.questionnaires.engine import DefinitionError, definition_as_dict, parse_definition
from kabinet.questionnaires.engine.fields import DateOptions, NumberOptions
from tests.questionnaires.engine.forms import choices, field, form, group, json_values, standard, step


def reads(name):
    return {"!!": {"var": name}}


def refusal(*fields, **more):
    with pytest.raises(DefinitionError) as caught:
        form(*fields, **more)
    return caught.value.path, caught.value.code


EVERYTHING = {
    "code": "everything",
    "title": "Everything",
    "steps": [
        step(
            "one",
            field("text", maximum_length=50, alphabet="name", autocomplete="family-name", maps_to="person.last_name"),
            field("long", "long_text", required=True, hint="Hint", personal=True, sensitive=True),
            field("number", "number", minimum="0.5", maximum=10, step="0.5", decimals=1, unit="kg"),
            field("money", "money", minimum=1, maximum="10.50"),
            field("born", "date", minimum="-100y", maximum="-18y", birth=True),
            field("issued", "date", minimum="born+14y", maximum="today"),
            field("kind", "choice", choices=choices("a", "b")),
            field("kinds", "choice", choices=choices("a", "b"), multiple=True, minimum_count=1, maximum_count=2),
            field("agree", "yes_no", visible={"==": [{"var": "kind"}, "a"]}),
            intro="Intro",
        ),
        step(
            "two",
            field("phone", "phone", mobile=True),
            field("email", "email"),
            field("inn", "inn", owner="person"),
            field("bank", "bik"),
            field("account", "account", bik="bank"),
            field("other", "account", bik="bank", correspondent=True),
            field("file", "file", extensions=["pdf"], maximum_size=10, maximum_count=2),
            field("consent", "consent", text="personal_data", purpose="processing", required=True),
            {"code": "head", "type": "heading", "label": "Heading"},
            {"code": "note", "type": "note", "label": "Note", "visible": reads("agree")},
            {"code": "frame", "type": "group", "title": "Frame", "hint": "H", "fields": [field("inner")]},
            group("people", field("name"), field("mail", "email", required=reads("name")), minimum=1),
            visible={"in": [{"var": "kind"}, ["a", "b"]]},
        ),
    ],
}


def test_what_is_written_is_read_back_the_same():
    definition = parse_definition(EVERYTHING)
    written = definition_as_dict(definition)
    assert parse_definition(written) == definition
    assert definition_as_dict(parse_definition(written)) == written
    assert list(definition.entries) == [
        *["text", "long", "number", "money", "born", "issued", "kind", "kinds", "agree"],
        *["phone", "email", "inn", "bank", "account", "other", "file", "consent", "head", "note", "inner"],
        *["name", "mail"],
    ]
    assert list(definition.groups) == ["people"]


def test_defaults_stay_unwritten():
    written = definition_as_dict(form(field("agree", "yes_no")))
    assert written["steps"][0]["fields"] == [{"code": "agree", "type": "yes_no", "label": "Agree"}]


@pytest.mark.parametrize("code", ["consumer_loan", "business_loan"])
def test_the_standard_questionnaires_are_read_back_the_same(code):
    definition = standard(code)
    assert definition.code == code
    assert parse_definition(definition_as_dict(definition)) == definition
    assert max(len(step.items) for step in definition.steps) <= 8


@pytest.mark.parametrize(
    ("fields", "path", "code"),
    [
        ([field("a"), field("a")], "steps.0.fields.1.code", "code.duplicate"),
        ([field("a"), group("g", field("a"))], "steps.0.fields.1.fields.0.code", "code.duplicate"),
        ([field("Имя")], "steps.0.fields.0.code", "code.malformed"),
        ([field("a", "video")], "steps.0.fields.0.type", "type.unknown"),
        ([field("a", color="red")], "steps.0.fields.0.color", "key.unknown"),
        ([field("a", label="")], "steps.0.fields.0.label", "text.missing"),
        ([field("a", label="x" * 301)], "steps.0.fields.0.label", "text.too_long"),
        ([field("a", label="a\x00")], "steps.0.fields.0.label", "text.expected"),
        ([field("a", hint=5)], "steps.0.fields.0.hint", "text.expected"),
        ([field("a", personal="yes")], "steps.0.fields.0.personal", "flag.expected"),
        ([field("a", maps_to="person")], "steps.0.fields.0.maps_to", "maps_to.unknown"),
        ([field("a", autocomplete="cc-number")], "steps.0.fields.0.autocomplete", "autocomplete.unknown"),
        ([field("a", minimum_length=9, maximum_length=8)], "steps.0.fields.0.minimum_length", "limits.crossed"),
        ([field("a", maximum_length=501)], "steps.0.fields.0.maximum_length", "number.out_of_bounds"),
        ([field("a", alphabet="greek")], "steps.0.fields.0.alphabet", "alphabet.unknown"),
        ([field("a", "number", minimum=2, maximum=1)], "steps.0.fields.0.minimum", "limits.crossed"),
        ([field("a", "number", minimum="0.5")], "steps.0.fields.0.minimum", "number.decimals"),
        ([field("a", "number", step=0)], "steps.0.fields.0.step", "number.out_of_bounds"),
        ([field("a", "number", step="x")], "steps.0.fields.0.step", "number.expected"),
        ([field("a", "number", minimum=float("nan"))], "steps.0.fields.0.minimum", "number.expected"),
        ([field("a", "number", minimum=True)], "steps.0.fields.0.minimum", "number.expected"),
        ([field("a", "money", maximum="1.005")], "steps.0.fields.0.maximum", "number.decimals"),
        ([field("a", "date", minimum="yesterday")], "steps.0.fields.0.minimum", "field.unknown"),
        ([field("a", "date", minimum="-18w")], "steps.0.fields.0.minimum", "date.bound"),
        ([field("a", "date", minimum="2026-02-30")], "steps.0.fields.0.minimum", "date.bound"),
        ([field("a", "date", minimum="a+1y")], "steps.0.fields.0.minimum", "rule.self"),
        ([field("a", "date", minimum="b+1y"), field("b")], "steps.0.fields.0.minimum", "field.wrong_type"),
        ([field("a", "date", minimum="-18y", maximum="-20y")], "steps.0.fields.0.minimum", "limits.crossed"),
        ([field("a", "choice")], "steps.0.fields.0.choices", "list.expected"),
        ([field("a", "choice", choices=[])], "steps.0.fields.0.choices", "list.too_short"),
        ([field("a", "choice", choices=choices("b", "b"))], "steps.0.fields.0.choices", "code.duplicate"),
        ([field("a", "choice", choices=["b"])], "steps.0.fields.0.choices.0", "object.expected"),
        (
            [field("a", "choice", choices=choices("b", "c"), multiple=True, minimum_count=2, maximum_count=1)],
            "steps.0.fields.0.minimum_count",
            "limits.crossed",
        ),
        (
            [field("a", "choice", choices=choices("b"), minimum_count=1)],
            "steps.0.fields.0.minimum_count",
            "key.unknown",
        ),
        ([field("a", "account")], "steps.0.fields.0.bik", "code.malformed"),
        ([field("a", "account", bik="b")], "steps.0.fields.0.bik", "field.unknown"),
        ([field("a", "account", bik="b"), field("b")], "steps.0.fields.0.bik", "field.wrong_type"),
        (
            [field("a", "account", bik="b"), group("g", field("b", "bik"))],
            "steps.0.fields.0.bik",
            "field.unreachable",
        ),
        ([field("a", "file", extensions=[".pdf"])], "steps.0.fields.0.extensions", "extension.malformed"),
        ([field("a", "consent", text="t")], "steps.0.fields.0.purpose", "code.malformed"),
        (
            [field("a", "consent", text="t", purpose="p"), field("b", "consent", text="u", purpose="p")],
            "steps",
            "consent.duplicate",
        ),
        ([group("g", field("a", "consent", text="t", purpose="p"))], "steps.0.fields.0.fields.0", "consent.repeated"),
        ([group("g", field("a"), minimum=3, maximum=2)], "steps.0.fields.0.repeat", "limits.crossed"),
        ([group("g", field("a"), maximum=51)], "steps.0.fields.0.repeat.maximum", "number.out_of_bounds"),
        ([group("g", field("n", "note"))], "steps.0.fields.0", "group.nothing_to_answer"),
        ([group("g", group("h", field("a")))], "steps.0.fields.0.fields.0.type", "type.unknown"),
        (
            [{"code": "h", "type": "heading", "label": "H", "required": True}],
            "steps.0.fields.0.required",
            "key.unknown",
        ),
        ([field("a", visible=False)], "steps.0.fields.0.visible", "visible.never"),
        ([field("a", visible={"nope": 1})], "steps.0.fields.0.visible", "rule.operator"),
        ([field("a", visible=reads("b"))], "steps.0.fields.0.visible", "rule.unknown_field"),
        ([field("a", required=reads("b"))], "steps.0.fields.0.required", "rule.unknown_field"),
        ([field("a", visible="")], "steps.0.fields.0.visible", "rule.shape"),
        ([field("a", required="")], "steps.0.fields.0.required", "rule.shape"),
        ([field("a", required=1)], "steps.0.fields.0.required", "rule.shape"),
        ([field("a", visible=reads("a"))], "steps.0.fields.0.visible", "rule.self"),
        ([field("a", required=reads("a"))], "steps.0.fields.0.required", "rule.self"),
        (
            [field("a", visible=reads("n")), {"code": "n", "type": "note", "label": "N"}],
            "steps.0.fields.0.visible",
            "rule.unknown_field",
        ),
        (
            [field("a", visible=reads("b")), group("g", field("b"))],
            "steps.0.fields.0.visible",
            "rule.unreachable_field",
        ),
        ([field("a", visible=reads("b")), field("b", visible=reads("a"))], "steps", "rule.cycle"),
        ([group("g", field("a", visible=reads("g")))], "steps", "rule.cycle"),
        (
            [field("a"), group("g", field("b", visible=reads("c")), field("c", visible=reads("b")))],
            "steps",
            "rule.cycle",
        ),
        ([], "steps.0.fields", "list.too_short"),
        ([5], "steps.0.fields.0", "object.expected"),
        ([field(f"f{index}") for index in range(101)], "steps.0.fields", "list.too_long"),
    ],
)
def test_a_questionnaire_that_contradicts_itself_is_refused(fields, path, code):
    assert refusal(*fields) == (path, code)


def test_a_step_that_hangs_on_its_own_field_is_a_circle():
    steps = [step("one", field("a"), visible=reads("a"))]
    assert refusal(steps=steps) == ("steps", "rule.cycle")


def test_steps_are_bounded_and_different():
    assert refusal(steps=[step("one", field("a")), step("one", field("b"))]) == ("steps.1.code", "code.duplicate")
    many = [step(f"s{index}", field(f"f{index}")) for index in range(41)]
    assert refusal(steps=many) == ("steps", "list.too_long")
    big = [step(f"s{n}", *(field(f"f{n}_{index}") for index in range(100))) for n in range(6)]
    assert refusal(steps=big) == ("steps", "fields.too_many")


@pytest.mark.parametrize("source", [None, [], "x", 5, {1: 2}])
def test_only_an_object_is_a_questionnaire(source):
    with pytest.raises(DefinitionError) as caught:
        parse_definition(source)
    assert (caught.value.path, caught.value.code) == ("", "object.expected")


def test_options_are_read_with_their_types():
    definition = parse_definition(EVERYTHING)
    number = definition.entries["number"].field.options
    assert isinstance(number, NumberOptions)
    assert [str(value) for value in (number.minimum, number.maximum, number.step)] == ["0.5", "10", "0.5"]
    issued = definition.entries["issued"].field.options
    assert isinstance(issued, DateOptions)
    assert (issued.minimum.field, issued.minimum.amount, issued.minimum.unit) == ("born", 14, "y")


def paths(source, here=()):
    yield here
    entries = source.items() if isinstance(source, dict) else enumerate(source) if isinstance(source, list) else ()
    for key, value in entries:
        yield from paths(value, (*here, key))


PATHS = list(paths(EVERYTHING))[1:]


@given(st.sampled_from(PATHS), json_values)
def test_any_change_is_read_or_refused_and_never_breaks(path, value):
    changed = copy.deepcopy(EVERYTHING)
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    with contextlib.suppress(DefinitionError):
        definition = parse_definition(changed)
        assert parse_definition(definition_as_dict(definition)) == definition
