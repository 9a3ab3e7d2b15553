"""Texts, identifiers, words and choices at their bounds."""

import pytest

from kabinet.questionnaires.engine import Problem, clean_value
from tests.questionnaires.engine.forms import CONTEXT, choices, field, form, single


@pytest.mark.parametrize(
    ("options", "raw", "outcome"),
    [
        ({}, "x" * 200, "x" * 200),
        ({}, "x" * 201, Problem("x", "text.too_long", {"maximum": 200, "count": 201})),
        # spaces do not count, up to four times the length and a thousand more
        ({}, "x" + " " * 1_799, "x"),
        ({}, "x" + " " * 1_800, Problem("x", "text.too_long", {"maximum": 200, "count": 1_801})),
        ({"maximum_length": 1}, "x" + " " * 1_003, "x"),
        ({"maximum_length": 1}, "x" + " " * 1_004, Problem("x", "text.too_long", {"maximum": 1, "count": 1_005})),
        ({"minimum_length": 2}, "ab", "ab"),
        ({"minimum_length": 2}, "a", Problem("x", "text.too_short", {"minimum": 2, "count": 1})),
        ({"minimum_length": 2}, "", None),
        ({"alphabet": "name"}, "Я", "Я"),
        ({"alphabet": "name"}, "-", Problem("x", "text.name")),
        ({"alphabet": "digits"}, "007", "007"),
        ({"alphabet": "digits"}, "-7", Problem("x", "text.digits")),
        ({}, "a\x7fb", Problem("x", "text.control")),
        ({}, "a\x80b", Problem("x", "text.control")),
        ({}, "a\x0eb", Problem("x", "text.control")),
    ],
)
def test_a_text_is_taken_at_its_bounds(options, raw, outcome):
    assert clean_value(single("text", **options), raw, CONTEXT) == outcome


def test_a_long_text_has_two_thousand_letters_unless_said_otherwise():
    story = single("long_text")
    assert clean_value(story, "x" * 2_000, CONTEXT) == "x" * 2_000
    too_long = Problem("x", "text.too_long", {"maximum": 2_000, "count": 2_001})
    assert clean_value(story, "x" * 2_001, CONTEXT) == too_long
    assert clean_value(story, "раз\nдва", CONTEXT) == "раз\nдва"


def test_an_identifier_is_read_up_to_three_hundred_characters():
    bik = single("bik")
    assert clean_value(bik, "044525225" + " " * 291, CONTEXT) == "044525225"
    too_long = Problem("x", "text.too_long", {"maximum": 300, "count": 301})
    assert clean_value(bik, "044525225" + " " * 292, CONTEXT) == too_long
    assert clean_value(single("snils"), 5, CONTEXT) == Problem("x", "type")


def test_a_bank_is_read_up_to_three_hundred_characters_too():
    account, wrong_bank = "40702810200000000001", "044525593"
    known = {"bank": wrong_bank + " " * 291}
    assert clean_value(single("account"), account, CONTEXT, known) == Problem("x", "account.checksum")
    assert clean_value(single("account"), account, CONTEXT, {"bank": wrong_bank + " " * 292}) == account


@pytest.mark.parametrize("word", ["yes", "true", "on", "1", "да", "YES", " Да "])
def test_these_words_mean_yes(word):
    assert clean_value(single("yes_no"), word, CONTEXT) is True


@pytest.mark.parametrize("word", ["no", "false", "off", "0", "нет", "NO", " Нет "])
def test_these_words_mean_no(word):
    assert clean_value(single("yes_no"), word, CONTEXT) is False
    assert clean_value(single("consent", text="t", purpose="p"), word, CONTEXT) is None


def test_a_list_of_one_is_its_one_and_a_list_of_two_is_a_list():
    assert clean_value(single("text"), ("one",), CONTEXT) == "one"
    assert clean_value(single("text"), ["one", "two"], CONTEXT) == Problem("x", "type")
    assert clean_value(single("number"), [[5]], CONTEXT) == Problem("x", "number.format")
    several = single("choice", choices=choices("a", "b", "c"), multiple=True, maximum_count=2)
    assert clean_value(several, ["b"], CONTEXT) == ["b"]
    assert clean_value(several, ("c", "a"), CONTEXT) == ["a", "c"]
    assert clean_value(several, 5, CONTEXT) == Problem("x", "choice.unknown")


def test_an_account_in_a_frame_is_held_against_the_bank_beside_it():
    framed = {"code": "frame", "type": "group", "title": "F", "fields": [field("x", "account", bik="bank")]}
    account = form(field("bank", "bik"), framed).entries["x"].field
    wrong = {"bank": "044525593"}
    assert clean_value(account, "40702810200000000001", CONTEXT, wrong) == Problem("x", "account.checksum")
