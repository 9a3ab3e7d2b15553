"""Items of repeated groups keep their keys."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabinet.questionnaires.engine import Problem, add_item, apply_answer, prune, remove_item, summary
from kabinet.questionnaires.engine.items import keyed_items, keys_in, next_key, shown_items, stored_items
from tests.questionnaires.engine.forms import CONTEXT, field, form, group, json_values

FORM = form(field("kind"), group("people", field("name"), minimum=2, maximum=4))
PEOPLE = FORM.groups["people"]


@pytest.mark.parametrize(
    ("stored", "keys"),
    [
        ([], []),
        ("junk", []),
        ([{}, {}], ["0", "1"]),
        ([{"_id": "7"}, {}], ["7", "1"]),
        ([{"_id": "1"}, {}], ["1", "2"]),
        ([{}, {"_id": "0"}, {"_id": "0"}], ["0", "1", "2"]),
        ([{"_id": "01"}, {"_id": 5}, {"_id": ""}, "junk"], ["0", "1", "2", "3"]),
        ([{"_id": "1000000000"}, {"_id": "999999999"}], ["0", "999999999"]),
    ],
)
def test_every_stored_item_has_a_key_of_its_own(stored, keys):
    assert [key for key, _item in keyed_items({"people": stored}, PEOPLE)] == keys


@pytest.mark.parametrize(
    ("stored", "keys"),
    [
        ([], ["0", "1"]),
        ([{}], ["0", "1"]),
        ([{"_id": "1"}], ["1", "0"]),
        ([{"_id": "5"}], ["5", "0"]),
        ([{}, {}, {}], ["0", "1", "2"]),
    ],
)
def test_blank_items_follow_up_to_the_least_number(stored, keys):
    assert [key for key, _item in shown_items({"people": stored}, PEOPLE)] == keys


def test_a_key_is_stored_only_where_it_is_not_the_place():
    items = [("0", {"name": "А"}), ("3", {"_id": "9", "name": "Б"}), ("2", {})]
    assert stored_items(items) == [{"name": "А"}, {"_id": "3", "name": "Б"}, {}]
    assert stored_items([("5", {}), ("0", {})]) == [{"_id": "5"}, {"_id": "0"}]


def test_the_next_key_is_above_all():
    assert (next_key([]), next_key(["0"]), next_key(["9", "10", "2"])) == ("0", "1", "11")


def test_keys_are_read_from_paths():
    paths = ["people.3.name", "people.0.home.city", "people.x.name", "people", "pets.1.name", "kind", "people.01.name"]
    assert keys_in([*paths, "people.7"], "people") == {"3", "0", "7"}


def test_people_read_the_place_and_paths_name_the_key():
    answers = {"people": [{"_id": "2", "name": "Б"}, {"_id": "5", "name": "В"}]}
    rows = summary(FORM, answers, CONTEXT)[0].rows
    assert [(row.path, row.item.rpartition(" ")[2]) for row in rows if row.item] == [
        ("people.2.name", "1"),
        ("people.5.name", "2"),
    ]


@given(json_values, st.lists(st.tuples(st.sampled_from(["add", "remove", "0", "1", "2", "3", "4"]), st.integers(0, 4))))
def test_whatever_happens_each_item_keeps_its_key_and_its_answers(stored, moves):
    answers, used = {"people": stored}, set()
    for number, (move, key) in enumerate(moves):
        before = dict(shown_items(answers, PEOPLE))
        if move == "add":
            outcome = add_item(FORM, answers, "people", used)
        elif move == "remove":
            outcome = remove_item(FORM, answers, "people", str(key), used)
        elif move in used:
            continue  # applications remember who is gone and refuse by themselves
        else:
            outcome = apply_answer(FORM, answers, f"people.{move}.name", f"n{number}", CONTEXT)
        if isinstance(outcome, Problem):
            continue
        after = dict(shown_items(outcome, PEOPLE))
        for kept in before.keys() & after.keys() - {move}:
            assert after[kept].get("name") == before[kept].get("name")
        if move == "remove":
            assert before.keys() - after.keys() == {str(key)}
            used.add(str(key))
        assert not after.keys() & used
        answers = outcome
    again = copy.deepcopy(prune(FORM, answers, CONTEXT))
    assert prune(FORM, again, CONTEXT) == again
