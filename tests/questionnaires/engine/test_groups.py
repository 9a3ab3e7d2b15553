"""Repeated groups: how many items are shown, asked for and let in, and the paths that lead into them."""

import pytest

from kabinet.questionnaires.engine import (
    Problem,
    add_item,
    apply_answer,
    find,
    look,
    remove_item,
    summary,
    validate,
)
from kabinet.questionnaires.engine.items import shown_items
from kabinet.questionnaires.engine.paths import is_within
from tests.questionnaires.engine.forms import CONTEXT, field, form, group


def people(minimum=0, maximum=3, **more):
    return form(group("people", field("name", **more), field("home", "address"), minimum=minimum, maximum=maximum))


def keys(answers, minimum):
    return [key for key, _item in shown_items({"people": answers}, people(minimum).groups["people"])]


@pytest.mark.parametrize(
    ("stored", "minimum", "shown"),
    [
        ([], 0, []),
        ([], 2, ["0", "1"]),
        ([{}], 2, ["0", "1"]),
        ([{}, {}], 2, ["0", "1"]),
        ([{}, {}, {}], 2, ["0", "1", "2"]),
        ([{"_id": "5"}], 1, ["5"]),
        ([{"_id": "5"}], 2, ["5", "0"]),
        ([{"_id": "5"}, {"_id": "0"}], 3, ["5", "0", "1"]),
        ([{"_id": "1"}], 3, ["1", "0", "2"]),
        (None, 1, ["0"]),
        ({"0": {}}, 1, ["0"]),
    ],
)
def test_as_many_items_are_shown_as_there_must_be(stored, minimum, shown):
    assert keys(stored, minimum) == shown


@pytest.mark.parametrize(
    "path", ["people.0.nobody", "people.0.home.x", "people.0.home.city.x", "people.0.home.", "people.0.", "people.1"]
)
def test_a_path_into_an_item_ends_at_a_field_or_its_part(path):
    assert find(people(), path) is None


@pytest.mark.parametrize(
    ("path", "whole", "within"),
    [
        ("home", "home", True),
        ("home.city", "home", True),
        ("home", "home.city", False),
        ("home_phone", "home", False),
        ("a", "home", False),
        ("people.0.home.city", "people.0.home", True),
        ("people.0.home", "people.0", True),
        ("people.10", "people.1", False),
    ],
)
def test_what_lies_within_a_path(path, whole, within):
    assert is_within(path, whole) is within


def test_a_part_of_an_address_in_an_item_is_found_and_saved():
    definition = people()
    target = find(definition, "people.12.home.city")
    assert (target.key, target.part, target.path) == ("12", "city", "people.12.home")
    saved = apply_answer(definition, {}, "people.0.home.city", "Казань", CONTEXT)
    assert saved == {"people": [{"home": {"city": "Казань"}}]}
    saved = apply_answer(definition, saved, "people.0.home.house", "1", CONTEXT)
    assert saved == {"people": [{"home": {"city": "Казань", "house": "1"}}]}
    wrong = apply_answer(definition, saved, "people.0.home.index", "1", CONTEXT)
    assert wrong == Problem("people.0.home.index", "address.index")


def test_a_list_that_is_too_long_takes_no_more():
    answers = {"people": [{"name": str(n)} for n in range(5)]}
    assert apply_answer(people(), answers, "people.5.name", "A", CONTEXT) == Problem("people.5.name", "item.gone")
    assert add_item(people(), answers, "people") == Problem("people", "group.too_many", {"maximum": 3, "count": 6})
    assert apply_answer(people(), answers, "people.4.name", "A", CONTEXT)["people"][4] == {"name": "A"}
    # what is beyond the bound is not looked at, but for the one that shows it
    assert len(look(people(), answers, CONTEXT).items["people"]) == 4
    assert validate(people(), answers, CONTEXT) == (Problem("people", "group.too_many", {"maximum": 3, "count": 4}),)


def test_an_item_is_added_up_to_the_most():
    answers = {}
    for count in (1, 2, 3):
        answers = add_item(people(), answers, "people")
        assert len(answers["people"]) == count
    assert add_item(people(), answers, "people") == Problem("people", "group.too_many", {"maximum": 3, "count": 4})
    # those shown without being stored are counted too
    assert add_item(people(minimum=2), {}, "people") == {"people": [{}, {}, {}]}
    assert add_item(people(), {}, "x" * 300) == Problem("x" * 200, "unknown_field")


def test_the_middle_item_goes_and_the_others_stay():
    answers = {"people": [{"name": "A"}, {"name": "B"}, {"name": "C"}], "other": 1}
    left = remove_item(people(), answers, "people", "1")
    assert left == {"people": [{"name": "A"}, {"_id": "2", "name": "C"}], "other": 1}
    assert remove_item(people(), left, "people", "1") == Problem("people.1", "item.gone")
    assert remove_item(people(), {}, "people", "1" * 300) == Problem(("people." + "1" * 300)[:200], "item.gone")
    assert remove_item(people(), {}, "x" * 300, "1") == Problem("x" * 200, "unknown_field")


@pytest.mark.parametrize(
    ("minimum", "stored", "problems"),
    [
        (0, [], []),
        (0, [{}], ["people.0"]),
        (1, [], ["people.0.name"]),
        (1, [{}], ["people.0.name"]),
        (1, [{"name": "A"}, {}], ["people.1"]),
        (1, [{"name": "A"}, {}, {}], ["people.1", "people.2"]),
        (1, [{"name": "A"}, {"_id": "7"}, {"name": "C"}], ["people.7"]),
        (1, [{}, {"name": "A"}], ["people.0.name"]),
        (2, [{"name": "A"}, {}], ["people.1.name"]),
        (2, [{"name": "A"}, {"home": {"line": "x"}}], ["people.1.name"]),
        (2, [{"name": "A"}, {"name": "B"}, {"home": {"line": "x"}}], ["people.2.name"]),
    ],
)
def test_a_blank_item_is_asked_for_where_it_must_be_and_said_where_it_need_not(minimum, stored, problems):
    required = people(minimum, required=True)
    assert [problem.path for problem in validate(required, {"people": stored}, CONTEXT)] == problems


@pytest.mark.parametrize(
    ("stored", "count"), [([], 0), ([{}, {"name": "A"}], 1), ([{"name": "A"}], 1), ([{"name": "A"}] * 2, None)]
)
def test_too_few_items_are_counted(stored, count):
    problem = Problem("people", "group.too_few", {"minimum": 2, "count": count})
    assert validate(people(2), {"people": stored}, CONTEXT) == (() if count is None else (problem,))


def test_too_few_items_are_said_beside_the_trouble_of_another_group():
    definition = form(
        field("a", required=True),
        group("people", field("name"), minimum=1),
        group("people_more", field("nick", required=True), minimum=1),
    )
    assert [(problem.path, problem.code) for problem in validate(definition, {}, CONTEXT)] == [
        ("people", "group.too_few"),
        ("a", "required"),
        ("people_more.0.nick", "required"),
    ]


def test_items_are_numbered_from_one_and_named_by_their_keys():
    answers = {"people": [{"_id": "4", "name": "A"}, {"name": "B"}, {"_id": "0", "name": "C"}]}
    (step,) = summary(people(), answers, CONTEXT)
    assert [(row.path, row.item, row.value) for row in step.rows] == [
        *[("people.4.name", "People 1", "A"), ("people.4.home", "People 1", "")],
        *[("people.1.name", "People 2", "B"), ("people.1.home", "People 2", "")],
        *[("people.0.name", "People 3", "C"), ("people.0.home", "People 3", "")],
    ]


def test_a_blank_item_is_one_row_under_its_own_name():
    answers = {"people": [{"name": "A"}, {"_id": "7"}]}
    (step,) = summary(people(), answers, CONTEXT)
    assert [(row.path, row.label, row.answered, row.problem) for row in step.rows] == [
        ("people.0.name", "People 1: Name", True, None),
        ("people.0.home", "People 1: Home", False, None),
        ("people.7.name", "People 2", False, Problem("people.7", "item.blank")),
    ]
    (alone,) = summary(form(field("name")), {}, CONTEXT)
    assert [row.label for row in alone.rows] == ["Name"]


@pytest.mark.parametrize(
    ("minimum", "stored", "key", "used", "left"),
    [
        (0, [{"name": "A"}], "0", [], None),
        (1, [{"name": "A"}], "0", [], [{"_id": "1"}]),
        (1, [{"name": "A"}], "0", ["6"], [{"_id": "7"}]),
        (1, [{"name": "A"}, {"name": "B"}], "0", [], [{"_id": "1", "name": "B"}]),
        (2, [{"name": "A"}, {"name": "B"}], "1", [], [{"name": "A"}, {"_id": "2"}]),
        (2, [{"name": "A"}, {"name": "B"}, {"name": "C"}], "2", [], [{"name": "A"}, {"name": "B"}]),
        (2, [{"name": "A"}], "1", [], [{"name": "A"}, {"_id": "2"}]),
    ],
)
def test_a_blank_item_takes_the_place_of_one_that_must_be(minimum, stored, key, used, left):
    outcome = remove_item(people(minimum), {"people": stored}, "people", key, used)
    assert outcome == ({} if left is None else {"people": left})
