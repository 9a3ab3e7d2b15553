"""What need not be answered says so in its label, whatever kind of question it is."""

import re
from dataclasses import replace

import pytest
from django.template import engines

from kabinet.applications.models import Application
from kabinet.cabinet.forms.questionnaire import Question, StepPage
from tests.support.questionnaires import DEFINITIONS, form_on

EVERYTHING = [
    {"applicant_kind": "legal_entity", "employment": "employed", "purpose": "other"},
    {"applicant_kind": "sole_proprietor", "has_collateral": True, "lives_at_registration": False},
]
KINDS = (
    *("text", "textarea", "money", "date", "phone", "email", "choice", "choices", "combobox", "yes_no"),
    *("address", "file", "consent"),
)
SAID_AGAIN = re.compile("не указывать|не заполнять|необязательно|по желанию|если он есть", re.IGNORECASE)
"""What a hint need not repeat after its label."""


def label_of(question: Question) -> str:
    """What stands above the control, or beside the box."""
    part = engines["pages"].env.get_template("cabinet/applications/_question.html").module
    html = part.question(question, Application().pk)
    inside = html.partition("<legend" if question.kind in {"choice", "choices", "yes_no", "address"} else "<label")[2]
    return inside.partition("</legend>" if "</legend>" in inside else "</label>")[0]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_question_says_whether_it_is_optional(kind: str) -> None:
    asked = Question("slot_a", "a", kind, label="Вопрос", value={} if kind == "address" else "", text_code="x")
    assert "(необязательно)" in label_of(asked)
    assert "(необязательно)" not in label_of(replace(asked, required=True))


@pytest.mark.parametrize("code", sorted(DEFINITIONS))
@pytest.mark.parametrize("answers", EVERYTHING)
def test_the_standard_questionnaires_say_so_too(code: str, answers: dict[str, object]) -> None:
    form = form_on(code)
    form.application.answers = answers
    asked = [q for step in form.definition.steps for q in StepPage(form, step).questions if q.answerable]
    assert [q.hint for q in asked if not q.required and SAID_AGAIN.search(q.hint)] == []
    assert {q.path for q in asked if not q.required} == {q.path for q in asked if "(необязательно)" in label_of(q)}
