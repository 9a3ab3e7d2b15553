"""What a questionnaire says when it says nothing, what is written of it, and what its fields say about each other."""

import pytest

from kabinet.questionnaires.engine import DefinitionError, Problem, definition_as_dict
from kabinet.questionnaires.engine.fields import (
    AccountOptions,
    Choice,
    ChoiceOptions,
    ConsentOptions,
    DateOptions,
    Field,
    FieldType,
    FileOptions,
    Group,
    InnOptions,
    NoOptions,
    NumberOptions,
    PhoneOptions,
    Repeat,
    Step,
    TextOptions,
    is_multiple,
    options_of,
)
from tests.questionnaires.engine.forms import choices, field, form, group, single, step

AB = (Choice("a", "A", ""), Choice("b", "B", ""))
ENDINGS = ("pdf", "docx", "doc", "xlsx", "xls", "jpg", "jpeg", "png")


@pytest.mark.parametrize(
    ("kind", "more", "options"),
    [
        ("text", {}, TextOptions(0, 200, "any")),
        ("long_text", {}, TextOptions(0, 2_000, "any")),
        ("number", {}, NumberOptions(None, None, None, 0, "")),
        ("money", {}, NumberOptions(None, None, None, 2, "")),
        ("date", {}, DateOptions(None, None, birth=False)),
        ("choice", {"choices": choices("a", "b")}, ChoiceOptions(AB, False, 0, None)),
        ("choice", {"choices": choices("a", "b"), "multiple": True}, ChoiceOptions(AB, True, 0, None)),
        ("phone", {}, PhoneOptions(mobile=False)),
        ("inn", {}, InnOptions("any")),
        ("account", {}, AccountOptions("bank", correspondent=False)),
        ("file", {}, FileOptions(ENDINGS, 20_000_000, 1)),
        ("consent", {"text": "t", "purpose": "p"}, ConsentOptions("t", "p")),
        ("email", {}, NoOptions()),
    ],
)
def test_what_is_not_said_of_a_field_is_so(kind, more, options):
    asked = single(kind, **more)
    assert asked.options == options
    assert asked == Field("x", FieldType(kind), "X", "", False, True, options, "", "", False, False)


def test_what_is_not_said_in_a_value_built_by_hand_is_so():
    assert Field("x", FieldType.EMAIL, "X") == single("email")
    assert TextOptions() == single("text").options
    assert NumberOptions() == single("number").options
    assert FileOptions() == single("file").options
    assert ChoiceOptions(AB) == single("choice", choices=choices("a", "b")).options
    assert (DateOptions(), PhoneOptions(), InnOptions()) == tuple(
        single(kind).options for kind in ("date", "phone", "inn")
    )
    assert AccountOptions("bank") == single("account").options
    assert Step("one", "One", (single("email"),)) == form(field("x", "email")).steps[0]
    framed = {"code": "g", "type": "group", "title": "G", "fields": [field("x", "email")]}
    assert form(framed).steps[0].items[0] == Group("g", "G", (single("email"),), "", True, None)
    assert form(framed).steps[0].items[0] == Group("g", "G", (single("email"),))
    repeated = form(group("g", field("x", "email"), maximum=2)).groups["g"]
    assert repeated.repeat == Repeat(0, 2, "G")
    bare = group("g", field("x", "email"), maximum=2)
    del bare["repeat"]["minimum"]
    assert form(bare).groups["g"].repeat == Repeat(0, 2, "G")


def test_options_belong_to_their_type():
    assert is_multiple(single("choice", choices=choices("a"), multiple=True)) is True
    assert is_multiple(single("choice", choices=choices("a"))) is False
    assert is_multiple(single("text")) is False
    assert options_of(single("text"), TextOptions) == TextOptions()
    with pytest.raises(TypeError, match=r"^text does not take TextOptions$"):
        options_of(single("text"), NumberOptions)


def test_problems_are_told_apart_by_place_and_kind():
    first, second = Problem("a", "type"), Problem("a", "type", {"count": 1})
    assert first != second
    assert {first, Problem("a", "type"), Problem("b", "type")} == {first, Problem("b", "type")}
    assert len({first, second}) == 2


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        (field("a"), {"minimum_length": 0, "maximum_length": 200, "alphabet": "any"}),
        (field("a", "number"), {}),
        (field("a", "number", minimum=0, step=5, unit="г."), {"minimum": "0", "step": "5", "unit": "г."}),
        (field("a", "number", decimals=2, maximum="0.50"), {"decimals": 2, "maximum": "0.50"}),
        (field("a", "money"), {"decimals": 2}),
        (field("a", "date", minimum="-18y", birth=True), {"minimum": "-18y", "birth": True}),
        (field("a", "date"), {}),
        (field("a", "choice", choices=choices("a", "b")), {"choices": choices("a", "b")}),
        (
            field("a", "choice", choices=[{"code": "a", "label": "A", "hint": "H"}], multiple=True),
            {"choices": [{"code": "a", "label": "A", "hint": "H"}], "multiple": True, "minimum_count": 0},
        ),
        (
            field("a", "choice", choices=choices("a", "b"), multiple=True, minimum_count=1, maximum_count=2),
            {"choices": choices("a", "b"), "multiple": True, "minimum_count": 1, "maximum_count": 2},
        ),
        (field("a", "phone", mobile=True), {"mobile": True}),
        (field("a", "inn"), {"owner": "any"}),
        (
            field("a", "file", extensions=["pdf"]),
            {"extensions": ["pdf"], "maximum_size": 20_000_000, "maximum_count": 1},
        ),
        (field("a", "yes_no", required=False, visible=True, personal=False, sensitive=False), {}),
        (field("a", "yes_no", required=True, hint="H"), {"required": True, "hint": "H"}),
        (field("a", "yes_no", personal=True, sensitive=True), {"personal": True, "sensitive": True}),
        (field("a", "yes_no", maps_to="a.b", autocomplete="off"), {"maps_to": "a.b", "autocomplete": "off"}),
        ({"code": "a", "type": "note", "label": "A"}, {}),
    ],
)
def test_what_is_written_of_a_field(asked, written):
    (found,) = definition_as_dict(form(asked))["steps"][0]["fields"]
    assert found == {"code": "a", "type": asked["type"], "label": "A"} | written


def test_what_is_written_of_steps_and_groups():
    rule = {"==": [{"var": "a"}, True]}
    framed = {"code": "f", "type": "group", "title": "F", "visible": rule, "fields": [field("b", "yes_no")]}
    plain = {"code": "p", "type": "group", "title": "P", "fields": [field("d", "yes_no")]}
    steps = [
        {"code": "one", "title": "One", "fields": [field("a", "yes_no")]},
        {"code": "two", "title": "Two", "intro": "I", "visible": rule, "fields": [framed, plain]},
        {"code": "three", "title": "Three", "fields": [group("g", field("c", "yes_no"), hint="H")]},
    ]
    assert definition_as_dict(form(steps=steps)) == {"code": "form", "title": "Form", "steps": steps}


def refusal(*fields, **more):
    with pytest.raises(DefinitionError) as caught:
        form(*fields, **more)
    return caught.value.path, caught.value.code


READS = {"!!": {"var": "gone"}}
NOTE = {"code": "n", "type": "note", "label": "N"}


def consent(code, text, purpose):
    return field(code, "consent", text=text, purpose=purpose)


def framed(*fields):
    return {"code": "frame", "type": "group", "title": "F", "fields": list(fields)}


@pytest.mark.parametrize(
    ("fields", "path", "code"),
    [
        ([{**NOTE, "label": ""}], "steps.0.fields.0.label", "text.missing"),
        ([{**NOTE, "maps_to": "a.b"}], "steps.0.fields.0.maps_to", "key.unknown"),
        ([{**NOTE, "autocomplete": "off"}], "steps.0.fields.0.autocomplete", "key.unknown"),
        ([field("a", required=[])], "steps.0.fields.0.required", "rule.shape"),
        ([field("a", "file", extensions=[5])], "steps.0.fields.0.extensions", "extension.malformed"),
        ([field("a", "file", extensions="pdf")], "steps.0.fields.0.extensions", "list.expected"),
        ([field("a", "date", minimum=5)], "steps.0.fields.0.minimum", "text.expected"),
        ([field("a"), field("b", "date", maximum="a+1y")], "steps.0.fields.1.maximum", "field.wrong_type"),
        ([field("a", "date", maximum="a")], "steps.0.fields.0.maximum", "rule.self"),
        (
            [field("a", "choice", choices=choices("b"), maximum_count=1)],
            "steps.0.fields.0.maximum_count",
            "key.unknown",
        ),
        ([group("g", field("a"), visible=READS)], "steps.0.fields.0.visible", "rule.unknown_field"),
        ([group("g", field("a"), visible=False)], "steps.0.fields.0.visible", "visible.never"),
        ([framed(field("a", visible=READS))], "steps.0.fields.0.fields.0.visible", "rule.unknown_field"),
        (
            [group("g", field("a"), field("b", required=READS))],
            "steps.0.fields.0.fields.1.required",
            "rule.unknown_field",
        ),
        ([field("a", required={"!!": {"var": "n"}}), NOTE], "steps.0.fields.0.required", "rule.unknown_field"),
        (
            [group("a", field("b")), group("c", field("d", visible={"!!": {"var": "b"}}))],
            "steps.0.fields.1.fields.0.visible",
            "rule.unreachable_field",
        ),
        (
            [group("c", field("b")), group("a", field("d", visible={"!!": {"var": "b"}}))],
            "steps.0.fields.1.fields.0.visible",
            "rule.unreachable_field",
        ),
        ([consent("a", "t", "p"), consent("b", "t", "q")], "steps", "consent.duplicate"),
        ([consent("a", "t", "p"), framed(consent("b", "u", "p"))], "steps", "consent.duplicate"),
    ],
)
def test_what_fields_may_not_say(fields, path, code):
    assert refusal(*fields) == (path, code)


def test_what_fields_may_say_about_each_other():
    form(consent("a", "t", "p"), framed(consent("b", "u", "q")))
    form(group("g", field("a"), field("b", visible={"!!": {"var": "a"}})), field("c"))
    form(field("c"), group("g", field("b", visible={"!!": {"var": "c"}})))
    form(framed(field("a")), field("b", visible={"!!": {"var": "a"}}))
    form(field("b", required={"!!": {"var": "g"}}), group("g", field("a")))
    form(group("g", field("bank", "bik"), field("a", "account", bik="bank")))


def test_a_place_in_the_second_step_is_named_so():
    steps = [step("one", field("a")), step("two", field("b"), framed(field("c"), field("a")))]
    assert refusal(steps=steps) == ("steps.1.fields.1.fields.1.code", "code.duplicate")
    steps = [step("one", field("a")), step("two", field("b"), visible=READS)]
    assert refusal(steps=steps) == ("steps.1.visible", "rule.unknown_field")
    steps = [step("one", field("a")), step("two", field("b"), field("c", visible=READS))]
    assert refusal(steps=steps) == ("steps.1.fields.1.visible", "rule.unknown_field")
    assert refusal(field("g"), group("g", field("a"))) == ("steps.0.fields.1.code", "code.duplicate")
