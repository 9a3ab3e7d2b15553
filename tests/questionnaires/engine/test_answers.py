"""Saving answers: one by one, in repeated groups, and what is left at the end."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabinet.questionnaires.engine import (
    PROBLEM_CODES,
    Problem,
    add_item,
    apply_answer,
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
        ({}, "people.1.name", "Яна", {"people": [{}, {"name": "Яна"}]}),
        ({}, "people.1.name", "", {}),
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
        "people.2.name",
        "people.-1.name",
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
    assert save({}, "people.1.phone", "1") == Problem("people.1.phone", "phone.length", {"count": 1})
    assert save({}, "home.index", "1") == Problem("home.index", "address.index")
    assert save({"bank": "044525593"}, "account", "40702810200000000001") == Problem("account", "account.checksum")


def test_items_come_and_go():
    one = add_item(FORM, {}, "people")
    assert one == {"people": [{}]}
    two = add_item(FORM, one, "people")
    assert two == {"people": [{}, {}]}
    assert add_item(FORM, two, "people") == Problem("people", "group.too_many", {"maximum": 2, "count": 3})
    filled = {"people": [{"name": "Ян"}, {"name": "Яна"}]}
    assert remove_item(FORM, filled, "people", 0) == {"people": [{"name": "Яна"}]}
    assert remove_item(FORM, {"people": [{"name": "Ян"}]}, "people", 0) == {}
    assert remove_item(FORM, filled, "people", 2) == Problem("people.2", "unknown_field")
    assert remove_item(FORM, filled, "people", -1) == Problem("people.-1", "unknown_field")
    assert add_item(FORM, {}, "kind") == Problem("kind", "unknown_field")
    assert remove_item(FORM, {}, "kind", 0) == Problem("kind.0", "unknown_field")


def test_pruning_leaves_what_counts():
    answers = {
        "kind": "b",
        "detail": "hidden",
        "note": "x",
        "nobody": 1,
        "people": [{}, {"name": "Ян", "age": 5}, "junk"],
        "home": {"city": ""},
    }
    assert prune(FORM, answers, CONTEXT) == {"kind": "b", "people": [{"name": "Ян"}]}
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
