"""One normalisation for all text that comes in."""

import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kabinet.kernel import text

MARKS = (
    "\u00ad\u034f\u061c\u115f\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\u2069\u2800\u3164\ufe0f\ufeff\uffa0"
)
FOLDS = [
    text.without_marks,
    text.one_line,
    text.lines,
    text.without_accidents,
    text.fold_dashes,
    text.fold_apostrophes,
    text.name,
    text.search_key,
    text.number_key,
]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ив\u00adанов", "Иванов"),
        ("\u202aИванов\u202c", "Иванов"),
        ("и\u0306", "й"),
        ("е\u200b\u0308лка", "ёлка"),
        ("  два \u00a0 слова\t", "два слова"),
        ("раз\r\nдва", "раз два"),
        ("\u3164", ""),
        ("\u2800\u115f\u1160\uffa0", ""),
        ("\ufeff", ""),
        ("Семья 👨\u200d👩\u200d👧", "Семья 👨\u200d👩\u200d👧"),
        ("Любовь ❤\ufe0f\u200d🔥", "Любовь ❤\ufe0f\u200d🔥"),
        ("№\u200d5\ufe0f", "№5"),
        ("тире — остаётся", "тире — остаётся"),
    ],
    ids=ascii,
)
def test_a_line_is_kept_without_what_nobody_sees(typed: str, kept: str) -> None:
    assert text.one_line(typed) == kept


def test_lines_are_kept_where_they_are_asked_for() -> None:
    assert text.lines("Раз\u200b\r\n\r\n\r\n\r\nДва\rТри  \u2028Четыре") == "Раз\n\nДва\nТри\nЧетыре"


@pytest.mark.parametrize("typed", ["", " ", "\u200b", "\u3164", "\u00a0\u2800\u202e", "\n\ufeff\t"], ids=ascii)
def test_what_is_empty_without_marks_is_empty(typed: str) -> None:
    assert text.is_empty(typed)
    assert text.one_line(typed) == text.lines(typed) == text.name(typed) == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Римская\u2011Корсакова", "Римская-Корсакова"),
        ("Римская–Корсакова", "Римская-Корсакова"),
        ("О’Коннор", "О'Коннор"),
        ("О\u02bcКоннор", "О'Коннор"),
        ("О`Коннор", "О'Коннор"),
    ],
    ids=ascii,
)
def test_names_have_the_dashes_and_apostrophes_of_the_keyboard(typed: str, kept: str) -> None:
    assert text.name(typed) == kept


def test_search_finds_a_name_however_it_is_written() -> None:
    assert text.search_key("Сёмина\u2011О’Ши") == text.search_key("  СЕ\u0308МИНА-О'ШИ ") == "семина-о'ши"


@pytest.mark.parametrize("written", ["SEC-1", "sec-1", "SEC\u20111", " sec – 1", "ЅЕС-1", "sе\u200bс-1"], ids=ascii)
def test_one_number_of_a_paper_has_one_key(written: str) -> None:
    assert text.number_key(written) == "SEC-1"


def test_numbers_that_differ_stay_apart() -> None:
    assert len({text.number_key(number) for number in ("ДЗ-1", "D3-1", "ДЗ-11", "ДЗ 1", "ДЗ/1")}) == 5


def test_accidents_go_where_they_may() -> None:
    assert text.without_accidents("Доход\x00 не\x1b\nподтверждён\ud800") == "Доход не\nподтверждён"


def test_every_format_character_goes_out() -> None:
    seen_marks = {"\u0600", "\u0601", "\u0602", "\u0603", "\u0604", "\u0605", "\u06dd", "\u070f"}
    seen_marks |= {"\u0890", "\u0891", "\u08e2", "\U000110bd", "\U000110cd"}
    formats = {chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Cf"}
    assert {mark for mark in formats if text.without_marks(f"а{mark}б") != "аб"} == seen_marks


@given(st.sampled_from(FOLDS), st.text() | st.text(alphabet=MARKS + "eЁё\u0308\u0301 -\r\n👩🔥❤№"))
@example(text.search_key, "Ё\u0306")
@example(text.search_key, "Ё\u0308")
def test_a_second_time_changes_nothing(fold, typed):
    assert fold(fold(typed)) == fold(typed)


@given(st.text(alphabet="абвёйЁЙ -'", max_size=20), st.data())
def test_sprinkled_marks_change_nothing(typed, data):
    sprinkled = "".join(
        letter + data.draw(st.text(alphabet=MARKS, max_size=2)) for letter in unicodedata.normalize("NFD", typed)
    )
    assert text.name(sprinkled) == text.name(typed)
    assert text.is_empty(sprinkled) is text.is_empty(typed)


def test_a_heap_of_accents_is_cut_before_it_is_put_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """In normal form C the time grows with the square of the accents on one letter, and every thread waits."""
    heap, normal, ordered = "е" + "\u0316\u0308" * 20_000, unicodedata.normalize, []

    def normalize(form: str, given: str) -> str:
        ordered.append(len(given))
        return normal(form, given)

    monkeypatch.setattr(unicodedata, "normalize", normalize)
    kept = text.without_marks(heap)
    assert max(ordered) <= 1 + text.MOST_ON_ONE
    assert kept == "ё" + "\u0316" * 15 + "\u0308" * 14
    assert text.without_marks(kept) == kept
    doubled = text.without_marks("е" + "\u0344" * 100)
    assert text.without_marks(doubled) == doubled


def test_accents_that_a_language_writes_all_stay() -> None:
    line = "Нгуе\u0302\u0303н Ё\u0301лкин " * 20
    assert unicodedata.normalize("NFD", text.without_marks(line)) == unicodedata.normalize("NFD", line)
