import json
from typing import Any

import pytest
from django.db.models import Q
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from kabinet.applications.typed import problems_of, retry, take, without_item
from kabinet.cabinet.forms.questionnaire import StepPage, parse_step
from kabinet.parties.searching import MAX_WORDS, matches
from kabinet.questionnaires.engine import apply_answer, visible_fields
from kabinet.questionnaires.engine.problems import Problem
from tests.support.applications import ANSWERS
from tests.support.questionnaires import DEFINITIONS, form_on

PATHS = sorted(
    {code for definition in DEFINITIONS.values() for code in definition.entries}
    | set(ANSWERS)
    | {"contact_persons.0.contact_phone", "contact_persons.2.contact_name", "registration_address.index", "nonsense"}
)
RAW = st.one_of(
    st.text(max_size=60),
    st.sampled_from([*map(str, ANSWERS.values()), "yes", "no", "on", "other", "employed", "sole_proprietor", "", " "]),
    st.lists(st.text(max_size=5), max_size=3),
    st.none(),
)
MOVES = st.lists(st.tuples(st.sampled_from(PATHS), RAW), max_size=25)


@pytest.mark.parametrize("code", sorted(DEFINITIONS))
@given(moves=MOVES)
@settings(max_examples=60)
def test_whatever_is_typed_is_either_an_answer_or_kept_or_refused(code: str, moves: list[tuple[str, Any]]) -> None:
    form = form_on(code)
    for path, raw in moves:
        before = form.application.typed
        answers, typed, problem = take(form, form.answers, before, path, raw)
        if problem is None:
            assert path not in typed
        elif typed != before:
            assert typed == {**before, path: raw}
        else:
            assert answers == form.answers or typed.get(path) == raw
        form.application.answers, form.application.typed = (dict(part) for part in retry(form, answers, typed))
    for path, text in form.application.typed.items():
        assert isinstance(apply_answer(form.definition, form.answers, path, text, form.context), Problem)
    stored = json.dumps([form.application.answers, form.application.typed], ensure_ascii=False)
    assert "\x00" not in stored
    stored.encode()
    shown = {field.path for field in visible_fields(form.definition, form.answers, form.context)}
    named = {problem.path for problem in problems_of(form)}
    assert {path for path in form.application.typed if path in shown} <= named


@pytest.mark.parametrize("code", sorted(DEFINITIONS))
@given(moves=MOVES)
@settings(max_examples=40)
def test_every_step_can_be_drawn_and_posted_back(code: str, moves: list[tuple[str, Any]]) -> None:
    form = form_on(code)
    for path, raw in moves:
        answers, typed, _problem = take(form, form.answers, form.application.typed, path, raw)
        form.application.answers, form.application.typed = dict(answers), dict(typed)
    posted = QueryDict(mutable=True)
    for path, raw in moves:
        posted[path] = raw if isinstance(raw, str) else ""
    for step in form.definition.steps:
        page = StepPage(form, step, problems_of(form, step.code))
        for block in page.blocks:
            for question in [*block.questions, *(q for item in block.items for q in item.questions)]:
                assert question.slot == f"slot_{question.path}"
        assert all(href.startswith("#id_") for href, _text in page.summary)
        parse_step(form, step, posted)


def test_a_page_posted_back_unchanged_changes_nothing() -> None:
    form = form_on("consumer_loan")
    for path, raw in ANSWERS.items():
        answers, typed, problem = take(form, form.answers, form.application.typed, path, raw)
        assert problem is None, (path, problem)
        form.application.answers, form.application.typed = dict(answers), dict(typed)
    before = json.dumps(form.application.answers, sort_keys=True)
    for step in form.definition.steps:
        page = StepPage(form, step)
        for question in page.questions:
            if not question.answerable:
                continue
            values = question.value if question.kind == "address" else {"": question.value}
            for part, value in values.items():
                path = f"{question.path}.{part}" if part else question.path
                answers, typed, problem = take(form, form.answers, form.application.typed, path, value)
                assert problem is None, (path, value, problem)
                form.application.answers, form.application.typed = dict(answers), dict(typed)
    assert json.dumps(form.application.answers, sort_keys=True) == before


@given(typed=st.dictionaries(st.sampled_from(["a", "people.0.name", "people.1.name", "people.2.name"]), st.text()))
def test_taking_an_item_away_keeps_what_was_typed_elsewhere(typed: dict[str, str]) -> None:
    left = without_item(typed, "people", "1")
    assert left.get("a") == typed.get("a")
    assert left.get("people.0.name") == typed.get("people.0.name")
    assert left.get("people.2.name") == typed.get("people.2.name")
    assert "people.1.name" not in left


@given(query=st.text())
def test_any_search_is_a_bounded_condition(query: str) -> None:
    condition = matches(query)
    assert condition is None or (isinstance(condition, Q) and len(condition.children) <= MAX_WORDS)
