"""Answers of several parts: addresses and files, at the bounds of each part."""

import pytest

from kabinet.questionnaires.engine import Problem, clean_value
from kabinet.questionnaires.engine.values.structured import address_is_complete
from tests.questionnaires.engine.forms import CONTEXT, single

ADDRESS = single("address")


@pytest.mark.parametrize(
    ("part", "most"), [("region", 100), ("city", 100), ("street", 150), ("house", 30), ("flat", 20), ("line", 500)]
)
def test_a_part_of_an_address_is_as_long_as_it_may_be(part, most):
    longest, longer = "К" * most, "К" * (most + 1)
    assert clean_value(ADDRESS, {part: longest}, CONTEXT) == {part: longest}
    too_long = Problem(f"x.{part}", "text.too_long", {"maximum": most, "count": most + 1})
    assert clean_value(ADDRESS, {part: longer}, CONTEXT) == too_long


@pytest.mark.parametrize("index", ["420111", " 420 111 ", "4 2 0 1 1 1", "000001", "420111" + " " * 1_074])
def test_an_index_is_six_digits(index):
    cleaned = clean_value(ADDRESS, {"index": index}, CONTEXT)
    assert cleaned == {"index": "000001" if index == "000001" else "420111"}


@pytest.mark.parametrize("index", ["42011", "4201111", "42011x", "000000", "４２０１１１", "420111" + " " * 1_075])
def test_anything_else_is_no_index(index):
    assert clean_value(ADDRESS, {"index": index}, CONTEXT) == Problem("x.index", "address.index")


def test_a_part_is_refused_for_what_is_in_it_whatever_part_it_is():
    for part in ("index", "region", "city", "street", "house", "flat", "line"):
        assert clean_value(ADDRESS, {part: "4\x00"}, CONTEXT) == Problem(f"x.{part}", "text.control")
        assert clean_value(ADDRESS, {part: 4}, CONTEXT) == Problem(f"x.{part}", "type")
        assert clean_value(ADDRESS, {"line": "x"} | ({} if part == "line" else {part: None}), CONTEXT) == {"line": "x"}


@pytest.mark.parametrize(
    ("address", "complete"),
    [
        ({"line": "Казань, 1"}, True),
        ({"city": "Казань", "house": "1"}, True),
        ({"region": "Москва", "house": "1"}, True),
        ({"city": "Казань", "region": "Татарстан", "house": "1"}, True),
        ({"city": "Казань", "region": "Татарстан"}, False),
        ({"house": "1"}, False),
        ({"street": "Баумана", "house": "1", "index": "420111"}, False),
        ({"city": "Казань", "line": ""}, False),
        ({}, False),
    ],
)
def test_an_address_is_complete_when_it_can_be_found(address, complete):
    assert address_is_complete(address) is complete


PDF = {"id": "0190-abc", "name": "план.pdf", "size": 1000}


def file(*extensions, **more):
    return single("file", extensions=list(extensions), maximum_size=1000, **more)


@pytest.mark.parametrize(
    ("name", "extensions", "taken"),
    [
        ("a.jpeg", ("pdf", "jpg"), True),
        ("a.jpg", ("jpeg", "pdf"), True),
        ("a.JPG", ("jpg",), True),
        ("a.jpg", ("pdf",), False),
        ("a.jpeg", ("png",), False),
        ("a.png", ("jpg", "jpeg"), False),
        ("a.b.pdf", ("pdf",), True),
        ("pdf", ("pdf",), False),
        (".pdf", ("pdf",), False),
        ("a.", ("pdf",), False),
        ("a" * 251 + ".pdf", ("pdf",), True),
    ],
)
def test_a_file_is_of_a_kind_that_is_asked_for(name, extensions, taken):
    reference = PDF | {"name": name}
    refused = Problem("x", "file.kind", {"allowed": ", ".join(extensions)})
    assert clean_value(file(*extensions), reference, CONTEXT) == ([reference] if taken else refused)


@pytest.mark.parametrize(
    ("change", "code", "params"),
    [
        ({"size": -1}, "file.reference", {}),
        ({"size": 1.0}, "file.reference", {}),
        ({"size": None}, "file.reference", {}),
        ({"size": 0}, "file.empty", {}),
        ({"size": 1001}, "file.too_big", {"maximum": 1000}),
        ({"id": "a" * 65}, "file.reference", {}),
        ({"id": ""}, "file.reference", {}),
        ({"id": 5}, "file.reference", {}),
        ({"name": 5}, "file.reference", {}),
        ({"name": "a" * 252 + ".pdf"}, "text.too_long", {"maximum": 255, "count": 256}),
    ],
)
def test_a_reference_to_a_file_is_whole(change, code, params):
    assert clean_value(file("pdf"), PDF | change, CONTEXT) == Problem("x", code, params)


def test_files_are_as_many_and_as_big_as_they_may_be():
    one = PDF | {"size": 1}
    assert clean_value(file("pdf"), one, CONTEXT) == [one]
    assert clean_value(file("pdf", maximum_count=2), [PDF, PDF | {"id": "a" * 64}], CONTEXT) == [
        PDF,
        PDF | {"id": "a" * 64},
    ]
    many = Problem("x", "file.too_many", {"maximum": 1, "count": 2})
    assert clean_value(file("pdf"), [PDF, PDF], CONTEXT) == many
    assert clean_value(file("pdf", maximum_count=2), [PDF, "a.pdf"], CONTEXT) == Problem("x", "file.reference")
    assert clean_value(file("pdf"), 5, CONTEXT) == Problem("x", "file.reference")


def test_a_passport_may_come_in_one_part_or_two():
    passport = single("passport")
    for whole in ({"number": "4508123456"}, {"series": "4508123456"}, {"series": "4508", "number": "123456"}):
        assert clean_value(passport, whole, CONTEXT) == "4508123456"
    assert clean_value(passport, {"series": "4508", "number": 123456}, CONTEXT) == Problem("x", "type")
