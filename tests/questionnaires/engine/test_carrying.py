"""What a new version of a questionnaire keeps of answers to the old one."""

from kabinet.questionnaires.engine import Carried, carry_over
from tests.questionnaires.engine.forms import choices, field, form, group


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
