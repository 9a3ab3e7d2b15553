"""The sentences of problems: one for each code, with its parameters in words."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from kabinet.questionnaires.engine import PROBLEM_CODES, Problem
from kabinet.questionnaires.messages import PROBLEM_TEXTS, problem_text

SAMPLES = {"allowed": "pdf, jpg", "count": 7, "years": 18, "step": Decimal(1_000)}


def sample(code, name):
    if name in SAMPLES:
        return SAMPLES[name]
    if code.startswith("date."):
        return date(2026, 11, 21)
    if code.startswith("money.") or code in {"number.too_small", "number.too_big", "number.step"}:
        return Decimal("1250.50")
    return 2


def test_every_problem_has_a_sentence_that_uses_only_its_parameters():
    assert set(PROBLEM_TEXTS) == set(PROBLEM_CODES)
    for code, names in PROBLEM_CODES.items():
        text = str(problem_text(Problem("x", code, {name: sample(code, name) for name in names})))
        assert text
        assert "%(" not in text
        assert "!" not in text


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (Problem("x", "inn.length", {"count": 11}), "INN has 10 or 12 digits, you entered 11."),
        (Problem("x", "date.too_late", {"maximum": date(2026, 11, 21)}), "The date must be 21.11.2026 or earlier."),
        (Problem("x", "date.too_young", {"years": 18}), "The applicant must be at least 18 years old."),
        (Problem("x", "choice.too_few", {"minimum": 1, "count": 0}), "Choose at least 1 answer."),
        (Problem("x", "number.too_big", {"maximum": Decimal("120.00")}), "Not more than 120."),
        (Problem("x", "number.too_small", {"minimum": Decimal("0.5")}), "Not less than 0,5."),
        (
            Problem("x", "money.too_small", {"minimum": Decimal(15_000)}),
            "The sum must be 15\u00a0000,00\u00a0₽ or more.",
        ),
        (
            Problem("x", "file.kind", {"allowed": "pdf, jpg, jpeg, jpe, mp3"}),
            "Such files are not accepted. Attach one of these kinds: PDF, JPEG, HEIC.",
        ),
        (Problem("x", "file.too_big", {"maximum": 20_000_000}), "The file is too big: at most 20 MB."),
    ],
)
def test_numbers_in_sentences_are_written_for_people(problem, sentence):
    with translation.override("en"):
        assert str(problem_text(problem)) == sentence
