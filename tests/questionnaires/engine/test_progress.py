"""How far a step is, where to go on, and what of a scene is shown: step by step and item by item."""

import pytest

from kabinet.questionnaires.engine import (
    Place,
    Problem,
    StepStatus,
    apply_answer,
    look,
    progress,
    prune,
    resume_point,
    summary,
    validate,
    visible_fields,
    visible_steps,
)
from tests.questionnaires.engine.forms import CONTEXT, choices, field, form, group, step

NOTE = {"code": "note", "type": "note", "label": "N"}
FORM = form(
    steps=[
        step("one", NOTE, field("first"), field("second"), field("home", "address")),
        step("two", field("third", required=True), field("fourth")),
        step("three", group("people", field("nick"), field("phone", "phone"), maximum=2)),
        step("four", {"code": "only", "type": "heading", "label": "H"}),
    ]
)


def state(answers, code, definition=FORM):
    (found,) = [each for each in progress(definition, answers, CONTEXT) if each.step.code == code]
    return found.status, found.answered, found.fields, [problem.path for problem in found.problems]


NOT_STARTED, IN_PROGRESS, DONE = StepStatus.NOT_STARTED, StepStatus.IN_PROGRESS, StepStatus.DONE


@pytest.mark.parametrize(
    ("answers", "code", "found"),
    [
        ({}, "one", (NOT_STARTED, 0, 3, [])),
        ({"note": "x"}, "one", (NOT_STARTED, 0, 3, [])),
        ({"first": " \u200b"}, "one", (NOT_STARTED, 0, 3, [])),
        ({"first": "a"}, "one", (DONE, 1, 3, [])),
        ({"first": "a", "second": "b", "home": {"line": "x"}}, "one", (DONE, 3, 3, [])),
        ({"home": {"city": "Казань"}}, "one", (IN_PROGRESS, 1, 3, ["home"])),
        ({}, "two", (NOT_STARTED, 0, 2, ["third"])),
        ({"fourth": "a"}, "two", (IN_PROGRESS, 1, 2, ["third"])),
        ({"third": "a"}, "two", (DONE, 1, 2, [])),
        ({}, "three", (DONE, 0, 0, [])),
        ({"people": [{}]}, "three", (NOT_STARTED, 0, 0, ["people.0"])),
        ({"people": [{"nick": "A"}, {}]}, "three", (IN_PROGRESS, 1, 2, ["people.1"])),
        ({"people": [{"nick": "A"}] * 3}, "three", (IN_PROGRESS, 3, 6, ["people"])),
        ({}, "four", (DONE, 0, 0, [])),
    ],
)
def test_a_step_is_as_far_as_its_answers(answers, code, found):
    assert state(answers, code) == found


@pytest.mark.parametrize(
    ("answers", "place", "resumed"),
    [
        ({}, None, Place("two", "third")),
        ({}, Place(None, "first"), Place("two", "third")),
        ({}, Place("one"), Place("one", "first")),
        ({}, Place("one", "second"), Place("one", "second")),
        ({}, Place("one", "home.city"), Place("one", "home.city")),
        ({}, Place("one", "home.planet"), Place("one", "first")),
        ({}, Place("one", "note"), Place("one", "first")),
        ({"home": {"city": "x"}}, Place("one"), Place("one", "home")),
        ({"home": {"index": "1", "line": "x"}}, Place("one"), Place("one", "home.index")),
        ({}, Place("two"), Place("two", "third")),
        ({"third": "a"}, Place("two"), Place("two", "third")),
        ({"third": "a"}, Place("two", "fourth"), Place("two", "fourth")),
        ({}, Place("two", "second"), Place("one", "second")),
        ({}, Place("three"), Place("three")),
        ({}, Place("three", "people.0.nick"), Place("three")),
        ({"people": [{}]}, Place("three"), Place("three", "people.0.nick")),
        ({"people": [{"phone": "1"}]}, Place("three"), Place("three", "people.0.phone")),
        ({"people": [{}, {"nick": "B"}]}, Place("three", "people.1.phone"), Place("three", "people.1.phone")),
        ({}, Place("four"), Place("four")),
        ({}, Place("four", "only"), Place("four")),
        ({"third": "a"}, Place("five", "nobody"), Place()),
        ({"third": "a", "first": 5}, None, Place("one", "first")),
    ],
)
def test_the_place_to_go_on_from(answers, place, resumed):
    assert resume_point(FORM, answers, place, CONTEXT) == resumed


def test_a_step_of_headings_is_shown_and_one_of_nothing_is_not():
    hidden = field("hidden", visible={"==": [{"var": "show"}, True]})
    definition = form(
        steps=[
            step("one", field("show", "yes_no")),
            step("two", hidden),
            step("three", {"code": "frame", "type": "group", "title": "F", "fields": [NOTE, field("inner")]}),
            step("four", group("people", field("nick"), visible={"var": "show"})),
        ]
    )
    shown = [each.code for each in visible_steps(definition, {}, CONTEXT)]
    assert shown == ["one", "three"]
    assert [each.code for each in visible_steps(definition, {"show": True}, CONTEXT)] == ["one", "two", "three", "four"]
    assert [each.path for each in visible_fields(definition, {}, CONTEXT, "three")] == ["note", "inner"]
    assert [each.code for each in visible_steps(definition, {"show": "true"}, CONTEXT)] == ["one", "three", "four"]


def test_what_is_shown_in_an_item_hangs_on_its_own_answers_first():
    same = {"==": [{"var": "kind"}, "a"]}
    definition = form(
        field("always"),
        group(
            "people",
            field("kind", "choice", choices=choices("a", "b")),
            field("detail", visible=same),
            field("third", visible={"and": [{"var": "detail"}, {"var": "always"}]}),
            NOTE,
        ),
        field("known", visible={"in": [{"var": "always"}, ["x"]]}),
    )
    answers = {
        "always": "x",
        "people": [
            {"kind": "a", "detail": "D", "third": "T", "note": "N"},
            {"kind": "b", "detail": "D", "third": "T"},
            {"detail": "D"},
        ],
    }
    scene = look(definition, answers, CONTEXT)
    first, second, third = scene.items["people"]
    assert first.shown == {"kind", "detail", "third", "note"}
    assert dict(first.answers) == {"kind": "a", "detail": "D", "third": "T"}
    assert (second.shown, dict(second.answers)) == ({"kind", "note"}, {"kind": "b"})
    assert (third.blank, second.blank, [item.index for item in (first, second, third)]) == (True, False, [0, 1, 2])
    assert scene.answers["people"] == [dict(first.answers), {"kind": "b"}]
    assert scene.shown == {"always", "people", "known"}
    assert prune(definition, answers, CONTEXT) == {
        "always": "x",
        "people": [{"kind": "a", "detail": "D", "third": "T"}, {"kind": "b"}],
    }
    without = look(definition, answers | {"always": None}, CONTEXT)
    assert without.shown == {"always", "people"}
    assert "third" not in without.items["people"][0].shown


def test_a_problem_of_a_part_is_said_beside_its_answer():
    answers = {"first": "a", "home": {"index": "1", "line": "x"}, "people": [{"phone": "1"}, {}, {"nick": "A"}]}
    one, _two, three, four = summary(FORM, answers, CONTEXT)
    assert [row.path for row in one.rows] == ["first", "second", "home"]
    assert [row.problem for row in one.rows] == [None, None, Problem("home.index", "address.index")]
    assert [row.answered for row in one.rows] == [True, False, True]
    assert [(row.path, row.problem and row.problem.code) for row in three.rows] == [
        *[("people.0.nick", None), ("people.0.phone", "phone.length"), ("people.1.nick", "item.blank")],
        *[("people.2.nick", None), ("people.2.phone", None)],
    ]
    assert [problem.path for problem in three.problems] == ["people", "people.1", "people.0.phone"]
    assert four.rows == ()


def test_a_problem_of_a_longer_name_is_not_said_beside_a_shorter():
    definition = form(field("home"), field("home_phone", "phone"))
    (only,) = summary(definition, {"home": "x", "home_phone": "1"}, CONTEXT)
    assert [row.problem and row.problem.path for row in only.rows] == [None, "home_phone"]


def test_choices_are_asked_for_up_to_their_least_number():
    definition = form(field("kinds", "choice", choices=choices("a", "b", "c"), multiple=True, minimum_count=2))
    few = Problem("kinds", "choice.too_few", {"minimum": 2, "count": 1})
    assert validate(definition, {"kinds": ["a"]}, CONTEXT) == (few,)
    assert validate(definition, {"kinds": ["a", "b"]}, CONTEXT) == ()
    assert validate(definition, {"kinds": ["a", "b", "c"]}, CONTEXT) == ()
    assert validate(definition, {}, CONTEXT) == ()


def test_an_answer_of_a_part_leaves_the_other_parts_and_answers_alone():
    before = {"first": "a", "home": {"city": "Казань", "house": "1"}}
    assert apply_answer(FORM, before, "home.city", "Пермь", CONTEXT) == {
        "first": "a",
        "home": {"city": "Пермь", "house": "1"},
    }
    assert apply_answer(FORM, before, "home", None, CONTEXT) == {"first": "a"}
    assert apply_answer(FORM, before, "second", None, CONTEXT) == before
