"""What a new version of a questionnaire keeps of answers to the old one."""

import pytest

from kabinet.questionnaires.engine import Carried, carry_over
from tests.questionnaires.engine.forms import choices, field, form, group

ONE = {"type": "choice", "choices": choices("a", "b")}
MANY = ONE | {"multiple": True}
CONSENT = {"type": "consent", "text": "t", "purpose": "p"}


def test_what_a_new_version_keeps():
    old = form(
        field("name", maps_to="person.last_name"),
        field("city"),
        field("story"),
        field("kind", "choice", choices=choices("a", "b")),
        field("kinds", "choice", choices=choices("a", "b"), multiple=True),
        field("agree", "consent", text="first", purpose="p"),
        field("same", "consent", text="same", purpose="q"),
        field("sum", "money"),
        group("people", field("nick", maps_to="contact.name"), field("age", "number"), maximum=3),
        group("pets", field("pet")),
    )
    new = form(
        field("surname", maps_to="person.last_name"),
        field("story", "long_text"),
        field("kind", "choice", choices=choices("b", "c")),
        field("kinds", "choice", choices=choices("b", "c"), multiple=True),
        field("agree", "consent", text="second", purpose="p"),
        field("same", "consent", text="same", purpose="q"),
        field("sum", "number"),
        group("people", field("nickname", maps_to="contact.name"), field("age", "number"), maximum=1),
    )
    answers = {
        "name": "Иванова",
        "city": "Казань",
        "story": "x",
        "kind": "a",
        "kinds": ["a", "b"],
        "agree": True,
        "same": True,
        "sum": "5.00",
        "people": [{"nick": "A", "age": 5}, {"nick": "B"}],
        "pets": [{"pet": "cat"}],
        "junk": 1,
    }
    assert carry_over(old, new, answers) == Carried(
        {"surname": "Иванова", "story": "x", "kinds": ["b"], "same": True, "people": [{"nickname": "A", "age": 5}]},
        ("city", "kind", "agree", "sum", "people.1.nick", "pets.0.pet"),
    )
    assert carry_over(old, old, answers).answers == {key: value for key, value in answers.items() if key != "junk"}


def test_one_answer_is_not_taken_over_twice_or_by_chance():
    old = form(field("a", maps_to="person.name"))
    two = form(field("b", maps_to="person.name"), field("c", maps_to="person.name"))
    assert carry_over(old, two, {"a": "x"}) == Carried({}, ("a",))
    both = form(field("a", maps_to="person.name"), field("b", maps_to="person.name"))
    assert carry_over(both, form(field("b", maps_to="person.name")), {"a": "x", "b": "y"}) == Carried(
        {"b": "y"}, ("a",)
    )


@pytest.mark.parametrize(
    ("old", "new", "value", "kept"),
    [
        ({}, {}, "x", "x"),
        ({}, {"type": "long_text"}, "x", "x"),
        ({"type": "long_text"}, {}, "x", None),
        ({"type": "long_text"}, {"type": "long_text"}, "x", "x"),
        ({"type": "number"}, {"type": "money"}, 5, None),
        ({"type": "number"}, {}, 5, None),
        ({"type": "date"}, {"type": "date"}, "2026-01-01", "2026-01-01"),
        ({"type": "address"}, {"type": "address"}, {"city": "Казань"}, {"city": "Казань"}),
        ({"type": "yes_no"}, {"type": "yes_no"}, False, False),
        (ONE, ONE, "a", "a"),
        (ONE, ONE | {"choices": choices("b")}, "a", None),
        (ONE, MANY, "a", ["a"]),
        (MANY, ONE, ["a"], "a"),
        (MANY, ONE, ["a", "b"], None),
        (MANY, ONE, ["a", "gone"], None),
        (MANY, ONE, [], None),
        (MANY, MANY, ["b", "gone", 5, "a"], ["b", "a"]),
        (MANY, MANY, ["gone"], None),
        (CONSENT, CONSENT, True, True),
        (CONSENT, CONSENT | {"text": "u"}, True, None),
        (CONSENT, CONSENT | {"purpose": "q"}, True, None),
    ],
)
def test_an_answer_survives_where_it_still_means_the_same(old, new, value, kept):
    carried = carry_over(form(field("a", **old)), form(field("a", **new)), {"a": value})
    assert carried == (Carried({}, ("a",)) if kept is None else Carried({"a": kept}, ()))


def test_a_list_of_items_is_cut_at_the_new_bound():
    def people(maximum, *fields):
        return form(group("people", *fields, maximum=maximum))

    name, age = field("name"), field("age", "number")
    answers = {"people": [{"name": "A", "age": 1}, {}, {"_id": "7", "age": 3}, {"name": "D"}]}
    assert carry_over(people(4, name, age), people(3, name), answers) == Carried(
        {"people": [{"name": "A"}, {}, {"_id": "7"}]}, ("people.0.age", "people.7.age", "people.3.name")
    )
    assert carry_over(people(4, name, age), people(4, name, age), answers) == Carried(answers, ())
    assert carry_over(people(4, name, age), form(name), answers) == Carried(
        {}, ("people.0.name", "people.0.age", "people.7.age", "people.3.name")
    )
    assert carry_over(people(4, name), form(field("people")), {"people": []}) == Carried({}, ())


def test_an_answer_in_a_group_and_one_beside_it_do_not_change_places():
    inside, outside = form(group("people", field("name"))), form(field("name"))
    assert carry_over(inside, outside, {"people": [{"name": "A"}]}) == Carried({}, ("people.0.name",))
    assert carry_over(outside, inside, {"name": "A"}) == Carried({}, ("name",))
    framed = form({"code": "frame", "type": "group", "title": "F", "fields": [field("name")]})
    assert carry_over(outside, framed, {"name": "A"}) == Carried({"name": "A"}, ())


def test_an_attribute_of_the_party_leads_to_a_new_field_only():
    old = form(field("a", maps_to="person.name"), field("b"))
    moved = form(field("b", maps_to="person.name"))
    assert carry_over(old, moved, {"a": "x", "b": "y"}) == Carried({"b": "y"}, ("a",))
    assert carry_over(old, moved, {"a": "x"}) == Carried({}, ("a",))
    other = form(field("c", maps_to="person.surname"), field("d", maps_to="person.name"), field("e"))
    assert carry_over(old, other, {"a": "x", "b": "y"}) == Carried({"d": "x"}, ("b",))
    assert carry_over(form(field("a")), form(field("c")), {"a": "x"}) == Carried({}, ("a",))
    twice = form(field("a", maps_to="person.name"), field("z", maps_to="person.name"))
    assert carry_over(twice, form(field("c", maps_to="person.name")), {"a": "x", "z": "y"}) == Carried(
        {"c": "x"}, ("z",)
    )
