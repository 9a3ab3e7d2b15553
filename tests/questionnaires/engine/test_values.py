"""Single answers: what is accepted in which form, what is refused with which code, and never an exception."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabinet.questionnaires.engine import PROBLEM_CODES, Context, Limits, Problem, clean_value, display_value
from tests.questionnaires.engine.forms import CONTEXT, TODAY, field, form, json_values, single
from tests.questionnaires.engine.values import FIELDS, PDF, clean


def brief(value):
    """A short name of a test case."""
    return ascii(value)[:30]


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("text", "  Ёлка\u00a0 и   ель ", "Ёлка и ель"),
        ("text", "и\u0306", "й"),
        ("text", "<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("text", "Доставка 🚚", "Доставка 🚚"),
        ("text", ["one"], "one"),
        ("text", " \u00a0\t ", None),
        ("text", "\n Казань \r\n", "Казань"),
        ("name", "Римская-Корсакова", "Римская-Корсакова"),
        ("name", "О'Коннор мл.", "О'Коннор мл."),
        ("name", "Jean-Luc d’Été", "Jean-Luc d'Été"),
        ("name", "Римская\u2011Корса\u00adкова", "Римская-Корсакова"),
        ("name", "\u202aЁлкин\u202c", "Ёлкин"),
        ("name", "\u3164", None),
        ("text", "\u200b", None),
        ("text", "abc\u202egpj.exe", "abcgpj.exe"),
        ("long", "\u200b\n\u2800", None),
        ("digits", "0123", "0123"),
        ("long", "Раз\r\n\r\n\r\n\r\nДва\rТри  ", "Раз\n\nДва\nТри"),
        ("number", "12", 12),
        ("number", " 12,0 ", 12),
        ("number", 12, 12),
        ("number", 12.0, 12),
        ("number", "-0", 0),
        ("share", "0,5", "0.50"),
        ("share", 0.25, "0.25"),
        ("money", "1 250 000,50", "1250000.50"),
        ("money", "1\u202f250\u00a0000.5 ₽", "1250000.50"),
        ("money", "300 руб.", "300.00"),
        ("money", "1,000,000", "1000000.00"),
        ("money", "1.000.000,50", "1000000.50"),
        ("money", "85000 руб.", "85000.00"),
        ("money", 300, "300.00"),
        ("money", 0.1, "0.10"),
        ("money", "0", "0.00"),
        ("date", "21.11.2026", "2026-11-21"),
        ("date", "1.2.2026 г.", "2026-02-01"),
        ("date", "2026-11-21", "2026-11-21"),
        ("date", " 21.11.1990", "1990-11-21"),
        ("date", "21111990", "1990-11-21"),
        ("date", {"day": "1", "month": 2, "year": "2026"}, "2026-02-01"),
        ("date", "29.02.2024", "2024-02-29"),
        ("date", {"day": "", "month": "", "year": ""}, None),
        ("birth", "21.11.2008", "2008-11-21"),
        ("birth", "21.11.1926", "1926-11-21"),
        ("recent", "21.12.2026", "2026-12-21"),
        ("choice", "a", "a"),
        ("choice", ["a"], "a"),
        ("choice", "", None),
        ("several", ["c", "a", "a"], ["a", "c"]),
        ("several", "b", ["b"]),
        ("several", ["", "b"], ["b"]),
        ("several", [], None),
        ("several", [""], None),
        ("several", [[]], None),
        ("several", [["\u200b"], None], None),
        ("yes_no", "yes", True),
        ("yes_no", "нет", False),
        ("yes_no", False, False),
        ("phone", "8 999 123-45-67", "+79991234567"),
        ("phone", "\u202a+7 900 123\u201145\u201167\u202c", "+79001234567"),
        ("inn", "5001 0073 2259", "500100732259"),
        ("inn", "5001\u200b00732259", "500100732259"),
        ("email", "\ufeffivan@example.ru\u200b", "ivan@example.ru"),
        ("snils", "112-233-445 95", "11223344595"),
        ("passport", {"series": "45 08", "number": "123456"}, "4508123456"),
        ("passport", "45 08 123456", "4508123456"),
        ("issuer_code", "770001", "770-001"),
        ("address", "123456, Казань, Баумана, 1", {"line": "123456, Казань, Баумана, 1"}),
        ("address", {"index": " 420111 ", "city": "Казань", "flat": ""}, {"index": "420111", "city": "Казань"}),
        ("address", {"index": "420 111", "city": "\u200b"}, {"index": "420111"}),
        ("address", {"index": "", "city": None}, None),
        ("file", PDF, [PDF]),
        ("file", [PDF, {**PDF, "id": "2", "name": "ФОТО.JPG"}], [PDF, {**PDF, "id": "2", "name": "ФОТО.JPG"}]),
        ("file", [], None),
        ("consent", "on", True),
        ("consent", True, True),
        ("consent", False, None),
        ("consent", None, None),
        ("note", None, None),
    ],
)
def test_what_is_accepted_is_stored_in_one_form(name, raw, value):
    assert clean(name, raw) == value
    assert type(clean(name, raw)) is type(value)
    assert clean(name, value) == value


@pytest.mark.parametrize(
    ("name", "raw", "code", "params"),
    [
        ("text", 5, "type", {}),
        ("text", True, "type", {}),
        ("text", {"a": "b"}, "type", {}),
        ("text", ["one", "two"], "type", {}),
        ("text", "a\x00b", "text.control", {}),
        ("text", "a\x1bb", "text.control", {}),
        ("text", "a\ud800b", "text.control", {}),
        ("text", "one\ntwo", "text.line_break", {}),
        ("text", "x" * 201, "text.too_long", {"maximum": 200, "count": 201}),
        ("text", "x" * 100_000, "text.too_long", {"maximum": 200, "count": 100_000}),
        ("text", "🚚" * 25_000, "text.too_long", {"maximum": 200, "count": 25_000}),
        ("name", "Иван 😀", "text.name", {}),
        ("name", "Иван2", "text.name", {}),
        ("name", "<b>Иван</b>", "text.name", {}),
        ("name", "- '", "text.name", {}),
        ("name", "Я" * 100_000, "text.too_long", {"maximum": 100, "count": 100_000}),
        ("digits", "12a4", "text.digits", {}),
        ("digits", "１２３４", "text.digits", {}),
        ("digits", "123", "text.too_short", {"minimum": 4, "count": 3}),
        ("long", "a\x00b", "text.control", {}),
        ("number", "двенадцать", "number.format", {}),
        ("number", "12 лет", "number.format", {}),
        ("number", "1e3", "number.format", {}),
        ("number", "１２", "number.format", {}),
        ("number", "NaN", "number.format", {}),
        ("number", "9" * 100_000, "number.format", {}),
        ("number", True, "number.format", {}),
        ("number", float("nan"), "number.format", {}),
        ("number", float("-inf"), "number.format", {}),
        pytest.param("number", 10**5000, "number.format", {}, id="5001-digits"),
        ("number", [1, 2], "number.format", {}),
        ("number", "12,5", "number.whole", {}),
        ("number", "1.000", "number.unclear", {"many": Decimal(1000), "few": Decimal(1)}),
        ("number", "1 2", "number.spaces", {}),
        ("number", "-1", "number.too_small", {"minimum": Decimal(0)}),
        ("number", 121, "number.too_big", {"maximum": Decimal(120)}),
        ("share", "0,125", "number.decimals", {"maximum": 2}),
        ("share", "0,30", "number.step", {"step": Decimal("0.25"), "minimum": Decimal(0)}),
        ("money", "много", "money.format", {}),
        ("money", "$100", "money.format", {}),
        ("money", "85.000", "money.unclear", {"many": Decimal(85_000), "few": Decimal(85)}),
        ("money", "1,005", "money.unclear", {"many": Decimal(1_005), "few": Decimal(1)}),
        ("money", "0,005", "money.kopecks", {}),
        ("money", "85 тыс", "money.thousands", {}),
        ("money", "85 00", "money.spaces", {}),
        ("money", "-1", "money.too_small", {"minimum": Decimal(0)}),
        ("money", "1000000000,01", "money.too_big", {"maximum": Decimal(1_000_000_000)}),
        ("date", "вчера", "date.format", {}),
        ("date", "21.11.26", "date.year", {}),
        ("date", "211126", "date.year", {}),
        ("date", "11/21", "date.format", {}),
        ("date", 20261121, "date.format", {}),
        ("date", {"day": 1, "month": 2}, "date.format", {}),
        ("date", {"day": True, "month": 2, "year": 2026}, "date.format", {}),
        ("date", "２１.11.2026", "date.format", {}),
        ("date", "31.02.2026", "date.impossible", {}),
        ("date", "29.02.2026", "date.impossible", {}),
        ("date", "00.01.2026", "date.impossible", {}),
        ("date", "2026-13-01", "date.impossible", {}),
        ("date", "01.01.0000", "date.impossible", {}),
        ("date", "01.01.0001", "date.too_early", {"minimum": date(1850, 1, 1)}),
        ("date", "01.01.9999", "date.too_late", {"maximum": date(2200, 12, 31)}),
        ("birth", "22.11.2008", "date.too_young", {"years": 18}),
        ("birth", "20.11.1926", "date.too_old", {"years": 100}),
        ("birth", "01.01.2200", "date.too_young", {"years": 18}),
        ("recent", "31.12.2019", "date.too_early", {"minimum": date(2020, 1, 1)}),
        ("recent", "22.12.2026", "date.too_late", {"maximum": date(2026, 12, 21)}),
        ("choice", "d", "choice.unknown", {}),
        ("choice", 1, "choice.unknown", {}),
        ("choice", ["a", "b"], "choice.unknown", {}),
        ("several", ["a", "d"], "choice.unknown", {}),
        ("several", ["a", ["b"]], "choice.unknown", {}),
        ("several", ["a", "b", "c"], "choice.too_many", {"maximum": 2, "count": 3}),
        ("yes_no", "maybe", "yes_no.unknown", {}),
        ("yes_no", 1, "yes_no.unknown", {}),
        ("phone", "+7 495 123-45-67", "phone.mobile", {}),
        ("phone", 79991234567, "type", {}),
        ("email", "x" * 301, "text.too_long", {"maximum": 300, "count": 301}),
        ("inn", "7707083893", "inn.length_person", {"count": 10}),
        ("snils", "000-000-000 00", "snils.zeros", {}),
        ("passport", {"series": "4508"}, "passport.length", {"count": 4}),
        ("passport", {"series": ["4508"], "number": "1"}, "type", {}),
        ("bik", "144525225", "bik.first_digit", {}),
        ("ogrn", "1027700132196", "ogrn.checksum", {}),
        ("ogrnip", "304500116000158", "ogrnip.checksum", {}),
        ("kpp", "1", "kpp.length", {"count": 1}),
        ("address", 5, "type", {}),
        ("address", {"city": "Казань", "planet": "Земля"}, "type", {}),
        ("file", "план.pdf", "file.reference", {}),
        ("file", {"id": "../../etc", "name": "a.pdf", "size": 1}, "file.reference", {}),
        ("file", {**PDF, "size": "1"}, "file.reference", {}),
        ("file", {**PDF, "size": True}, "file.reference", {}),
        ("file", {**PDF, "size": 0}, "file.empty", {}),
        ("file", {**PDF, "size": 1001}, "file.too_big", {"maximum": 1000}),
        ("file", {**PDF, "name": "план.exe"}, "file.kind", {"allowed": "pdf, jpg"}),
        ("file", {**PDF, "name": ".pdf"}, "file.kind", {"allowed": "pdf, jpg"}),
        ("file", {**PDF, "name": "a\x00.pdf"}, "text.control", {}),
        ("file", [PDF, PDF, PDF], "file.too_many", {"maximum": 2, "count": 3}),
        ("consent", "maybe", "yes_no.unknown", {}),
        ("note", "x", "unknown_field", {}),
    ],
    ids=brief,
)
def test_what_is_refused_says_why(name, raw, code, params):
    assert clean(name, raw) == Problem("x", code, params)


@pytest.mark.parametrize(
    ("raw", "path", "code"),
    [
        ({"index": "42011"}, "x.index", "address.index"),
        ({"index": "000000"}, "x.index", "address.index"),
        ({"index": "1" * 9_999}, "x.index", "address.index"),
        ({"city": 5}, "x.city", "type"),
        ({"city": "К" * 101}, "x.city", "text.too_long"),
        ({"street": "a\x00"}, "x.street", "text.control"),
    ],
)
def test_a_part_of_an_address_is_refused_at_its_place(raw, path, code):
    problem = clean("address", raw)
    assert (problem.path, problem.code) == (path, code)


def test_an_account_is_held_against_the_bank_beside_it():
    account = "40702810200000000001"
    assert clean("account", account, {"bank": "044525225"}) == account
    assert clean("account", account, {"bank": "044525593"}) == Problem("x", "account.checksum")
    for unknown in ({}, {"bank": "1"}, {"bank": 5}, {"bank": "0" * 100_000}):
        assert clean("account", account, unknown) == account
    correspondent = "30101810400000000225"
    assert clean("correspondent", correspondent, {"bank": "044525225"}) == correspondent
    assert clean("correspondent", correspondent, {"bank": "044525593"}) == Problem("x", "account.bank")


def test_the_moment_may_narrow_limits_but_not_widen_them():
    amount = single("money", minimum=1000, maximum=100_000)
    limits = Limits(Decimal(5_000), Decimal(500_000), Decimal(1_000))
    context = Context(TODAY, {"x": limits})
    assert clean_value(amount, "5000", context) == "5000.00"
    assert clean_value(amount, "4999,99", context) == Problem("x", "money.too_small", {"minimum": Decimal(5_000)})
    assert clean_value(amount, "100 001", context) == Problem("x", "money.too_big", {"maximum": Decimal(100_000)})
    wrong_step = {"step": Decimal(1_000), "minimum": Decimal(5_000)}
    assert clean_value(amount, "5500", context) == Problem("x", "money.step", wrong_step)
    assert clean_value(amount, "4999,99", CONTEXT) == "4999.99"


def test_a_date_may_hang_on_another():
    issued = form(field("born", "date"), field("issued", "date", minimum="born+14y")).entries["issued"].field
    born = {"born": "2000-02-29"}
    assert clean_value(issued, "28.02.2014", CONTEXT, born) == "2014-02-28"
    too_early = Problem("issued", "date.too_early", {"minimum": date(2014, 2, 28)})
    assert clean_value(issued, "27.02.2014", CONTEXT, born) == too_early
    for unknown in ({}, {"born": "31.02.2000"}, {"born": 5}, {"born": "9999-12-31"}):
        outcome = clean_value(issued, "01.01.1990", CONTEXT, unknown)
        assert (outcome == "1990-01-01") is (unknown.get("born") != "9999-12-31")


@pytest.mark.parametrize(
    ("bound", "typed", "accepted"),
    [
        ({"maximum": "today"}, "22.11.2026", True),
        ({"maximum": "today"}, "23.11.2026", False),
        ({"minimum": "today"}, "20.11.2026", True),
        ({"minimum": "today"}, "19.11.2026", False),
        ({"maximum": "today", "birth": True}, "22.11.2026", True),
        ({"maximum": "-18y", "birth": True}, "22.11.2008", False),
    ],
)
def test_today_is_today_wherever_the_person_is_but_age_is_counted_here(bound, typed, accepted):
    there = Context(TODAY, earliest=TODAY - timedelta(days=1), latest=TODAY + timedelta(days=1))
    assert isinstance(clean_value(single("date", **bound), typed, there), str) is accepted


MARKS = "\u00ad\u200b\u200c\u200d\u200e\u202a\u2060\u3164\ufeff\ufe0f"
VALID = {
    "text": "Казань, улица Баумана",
    "name": "Римская-Корсакова",
    "long": "Раз\nДва",
    "number": "12",
    "money": "1 250 000,50 ₽",
    "date": "21.11.2026",
    "yes_no": "да",
    "phone": "8 (999) 123-45-67",
    "email": "ivan@почта.рф",
    "inn": "500100732259",
    "snils": "112-233-445 95",
    "passport": "45 08 № 123456",
    "issuer_code": "770-001",
    "bik": "044525225",
    "account": "40702810200000000001",
    "ogrn": "1027700132195",
    "kpp": "773601001",
}


@given(st.data(), st.sampled_from(sorted(VALID)))
def test_marks_that_nobody_sees_change_no_answer(data, name):
    sprinkled = "".join(letter + data.draw(st.text(alphabet=MARKS, max_size=2)) for letter in VALID[name])
    assert clean(name, sprinkled) == clean(name, VALID[name])
    assert not isinstance(clean(name, sprinkled), Problem)


def test_a_problem_never_carries_what_was_typed():
    problem = clean("inn", "500100732258")
    assert "5001" not in repr(problem)


@given(
    st.sampled_from(sorted(FIELDS)), json_values | st.text(max_size=300), st.dictionaries(st.just("bank"), json_values)
)
def test_any_raw_value_is_cleaned_once_and_for_all_or_refused_with_a_known_problem(name, raw, answers):
    value = clean(name, raw, answers)
    if isinstance(value, Problem):
        assert set(value.params) == PROBLEM_CODES[value.code]
        assert value.path.split(".")[0] == "x"
    else:
        json.dumps(value, allow_nan=False).encode()
        assert clean(name, value, answers) == value
        assert isinstance(display_value(FIELDS[name], value), str)
