"""Saving answers: one by one, in repeated groups, and what is left at the end."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabinet.questionnaires.engine import (
    PROBLEM_CODES,
    Problem,
    add_item,
    answer_at,
    apply_answer,
    find,
    prune,
    remove_item,
    validate,
)
from tests.questionnaires.engine.forms import (
    CONSUMER_ANSWERS,
    CONTEXT,
    LOAN_CONTEXT,
    choices,
    field,
    form,
    group,
    json_values,
    standard,
    step,
)

FORM = form(
    steps=[
        step(
            "one",
            field("kind", "choice", choices=choices("a", "b")),
            field("detail", visible={"==": [{"var": "kind"}, "a"]}, required=True),
            field("home", "address"),
            {"code": "note", "type": "note", "label": "N"},
        ),
        step(
            "two",
            field("bank", "bik"),
            field("account", "account", bik="bank"),
            group("people", field("name"), field("phone", "phone", required=True), maximum=2),
        ),
    ]
)


def save(answers, path, raw):
    before = copy.deepcopy(answers)
    outcome = apply_answer(FORM, answers, path, raw, CONTEXT)
    assert answers == before
    return outcome


@pytest.mark.parametrize(
    ("answers", "path", "raw", "after"),
    [
        ({}, "kind", "a", {"kind": "a"}),
        ({"kind": "a"}, "kind", "b", {"kind": "b"}),
        ({"kind": "a"}, "kind", "", {}),
        ({"kind": "a"}, "kind", None, {}),
        ({}, "kind", "", {}),
        ({}, "detail", " x ", {"detail": "x"}),
        ({}, "home.city", "Казань", {"home": {"city": "Казань"}}),
        ({"home": {"city": "Казань"}}, "home.house", "1", {"home": {"city": "Казань", "house": "1"}}),
        ({"home": {"city": "Казань", "house": "1"}}, "home.house", "", {"home": {"city": "Казань"}}),
        ({"home": {"city": "Казань"}}, "home.city", "", {}),
        ({"home": {"city": "Казань"}}, "home", {"line": "Казань, 1"}, {"home": {"line": "Казань, 1"}}),
        ({}, "people.0.name", "Ян", {"people": [{"name": "Ян"}]}),
        (
            {"people": [{"name": "Ян"}]},
            "people.0.phone",
            "89991234567",
            {"people": [{"name": "Ян", "phone": "+79991234567"}]},
        ),
        ({"people": [{"name": "Ян"}]}, "people.1.name", "Яна", {"people": [{"name": "Ян"}, {"name": "Яна"}]}),
        ({}, "people.0.name", "", {}),
        ({"people": [{"_id": "4", "name": "Ян"}]}, "people.4.name", "", {"people": [{"_id": "4"}]}),
        (
            {"people": [{"_id": "4", "name": "Ян"}]},
            "people.5.name",
            "Яна",
            {"people": [{"_id": "4", "name": "Ян"}, {"_id": "5", "name": "Яна"}]},
        ),
        ({"people": [{"name": "Ян"}]}, "people.0.name", "", {"people": [{}]}),
        ({"people": "junk"}, "people.0.name", "Ян", {"people": [{"name": "Ян"}]}),
        ({"home": "junk"}, "home.city", "Казань", {"home": {"city": "Казань"}}),
    ],
)
def test_one_answer_is_saved(answers, path, raw, after):
    assert save(answers, path, raw) == after
    assert save(after, path, raw) == after


@pytest.mark.parametrize(
    "path",
    [
        "",
        "nobody",
        "note",
        "kind.city",
        "home.planet",
        "home.city.x",
        "people",
        "people.0",
        "people.name",
        "people.-1.name",
        "people.1000000000.name",
        "people.00.name",
        "people.٠.name",
        "people.0.kind",
        "people.0.name.x",
        "name",
        "kind.",
        ".kind",
        "x" * 100_000,
        "__class__",
    ],
)
def test_a_path_that_leads_nowhere_is_refused(path):
    assert save({"kind": "a"}, path, "a") == Problem(path[:200], "unknown_field")


def test_a_wrong_answer_changes_nothing_and_says_where():
    assert save({"kind": "a"}, "kind", "c") == Problem("kind", "choice.unknown")
    assert save({}, "people.0.phone", "1") == Problem("people.0.phone", "phone.length", {"count": 1})
    assert save({}, "home.index", "1") == Problem("home.index", "address.index")
    assert save({"bank": "044525593"}, "account", "40702810200000000001") == Problem("account", "account.checksum")


def test_items_come_and_go():
    one = add_item(FORM, {}, "people")
    assert one == {"people": [{}]}
    two = add_item(FORM, one, "people")
    assert two == {"people": [{}, {}]}
    assert add_item(FORM, two, "people") == Problem("people", "group.too_many", {"maximum": 2, "count": 3})
    filled = {"people": [{"name": "Ян"}, {"name": "Яна"}]}
    assert remove_item(FORM, filled, "people", "0") == {"people": [{"_id": "1", "name": "Яна"}]}
    assert remove_item(FORM, {"people": [{"name": "Ян"}]}, "people", "0") == {}
    assert remove_item(FORM, filled, "people", "2") == Problem("people.2", "item.gone")
    assert remove_item(FORM, filled, "people", "-1") == Problem("people.-1", "item.gone")
    assert add_item(FORM, {}, "kind") == Problem("kind", "unknown_field")
    assert remove_item(FORM, {}, "kind", "0") == Problem("kind.0", "unknown_field")


def test_an_item_keeps_its_key_and_no_key_is_given_twice():
    filled = {"people": [{"name": "Ян"}, {"name": "Яна"}]}
    left = remove_item(FORM, filled, "people", "0")
    assert save(left, "people.1.name", "Янина") == {"people": [{"_id": "1", "name": "Янина"}]}
    assert save(left, "people.0.name", "Ян") == Problem("people.0.name", "item.gone")
    assert add_item(FORM, left, "people") == {"people": [{"_id": "1", "name": "Яна"}, {"_id": "2"}]}
    last_gone = remove_item(FORM, filled, "people", "1")
    assert last_gone == {"people": [{"name": "Ян"}]}
    assert add_item(FORM, last_gone, "people", used=["1"]) == {"people": [{"name": "Ян"}, {"_id": "2"}]}
    assert add_item(FORM, {}, "people", used=["0", "7"]) == {"people": [{"_id": "8"}]}


def test_an_item_that_is_not_there_takes_no_answer():
    full = {"people": [{"name": "Ян"}, {"name": "Яна"}]}
    for answers, path in [
        (full, "people.2.name"),
        ({}, "people.1.name"),
        ({}, "people.2.phone"),
        (full, "people.9.name"),
    ]:
        before = copy.deepcopy(answers)
        assert save(answers, path, "Ян") == Problem(path, "item.gone")
        assert answers == before


def test_items_that_claim_one_key_are_told_apart():
    claimed = {"people": [{"_id": "1", "name": "Ян"}, {"name": "Яна"}]}
    assert save(claimed, "people.1.name", "Иван") == {
        "people": [{"_id": "1", "name": "Иван"}, {"_id": "2", "name": "Яна"}]
    }
    assert answer_at(claimed, find(FORM, "people.2.name")) == "Яна"
    assert answer_at({"people": [{"_id": ["x"], "name": "Ян"}]}, find(FORM, "people.0.name")) == "Ян"


@pytest.mark.parametrize(
    ("path", "stored"),
    [
        ("kind", "a"),
        ("home", {"city": "Казань"}),
        ("home.city", "Казань"),
        ("home.house", None),
        ("people.3.name", "Ян"),
        ("people.0.name", None),
        ("detail", None),
    ],
)
def test_an_answer_is_read_by_its_path(path, stored):
    answers = {"kind": "a", "home": {"city": "Казань"}, "people": [{"_id": "3", "name": "Ян"}]}
    assert answer_at(answers, find(FORM, path)) == stored


def test_pruning_leaves_what_counts():
    answers = {
        "kind": "b",
        "detail": "hidden",
        "note": "x",
        "nobody": 1,
        "people": [{}, {"name": "Ян", "age": 5}, "junk"],
        "home": {"city": ""},
    }
    assert prune(FORM, answers, CONTEXT) == {"kind": "b", "people": [{"_id": "1", "name": "Ян"}]}
    assert prune(FORM, {"kind": "a", "detail": "shown", "people": [{}]}, CONTEXT) == {"kind": "a", "detail": "shown"}


def test_the_standard_consumer_questionnaire_can_be_filled_field_by_field():
    definition = standard("consumer_loan")
    answers = {}
    for path, raw in CONSUMER_ANSWERS.items():
        outcome = apply_answer(definition, answers, path, raw, LOAN_CONTEXT)
        assert not isinstance(outcome, Problem), outcome
        answers = outcome
    assert answers == CONSUMER_ANSWERS
    assert validate(definition, answers, LOAN_CONTEXT) == ()
    assert prune(definition, answers, LOAN_CONTEXT) == CONSUMER_ANSWERS


CONSUMER = standard("consumer_loan")
some_paths = st.sampled_from(
    [
        *CONSUMER.entries,
        "registration_address.city",
        "contact_persons.0.contact_phone",
        "contact_persons.2.contact_name",
    ]
)


@given(st.dictionaries(st.sampled_from([*CONSUMER.entries, "contact_persons"]), json_values), some_paths, json_values)
def test_any_answer_to_any_state_is_saved_or_refused(answers, path, raw):
    before = copy.deepcopy(answers)
    outcome = apply_answer(CONSUMER, answers, path, raw, LOAN_CONTEXT)
    assert repr(answers) == repr(before)
    if isinstance(outcome, Problem):
        assert set(outcome.params) == PROBLEM_CODES[outcome.code]
    else:
        again = apply_answer(CONSUMER, outcome, path, raw, LOAN_CONTEXT)
        assert repr(again) == repr(outcome)


@given(st.dictionaries(st.sampled_from([*CONSUMER.entries, "contact_persons", "nobody"]), json_values))
def test_pruning_twice_is_pruning_once(answers):
    pruned = prune(CONSUMER, answers, LOAN_CONTEXT)
    assert repr(prune(CONSUMER, pruned, LOAN_CONTEXT)) == repr(pruned)
    assert set(pruned) <= {*CONSUMER.entries, *CONSUMER.groups}
