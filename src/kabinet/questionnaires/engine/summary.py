"""The answers to check before sending, step by step."""

from __future__ import annotations

from dataclasses import dataclass

from kabinet.questionnaires.engine.context import Context
from kabinet.questionnaires.engine.definition import Definition
from kabinet.questionnaires.engine.fields import Answers, Field, Step
from kabinet.questionnaires.engine.problems import Problem
from kabinet.questionnaires.engine.validation import BLANK_ITEM, is_idle, step_problems
from kabinet.questionnaires.engine.values.cleaning import is_blank
from kabinet.questionnaires.engine.values.display import PLAIN, Formatter, display_value
from kabinet.questionnaires.engine.visibility import Scene, look


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One question with its answer, or an item of a repeated group that was added and left blank.

    Attributes:
        path: Where it is changed.
        field: The question, with its label and its `personal` and `sensitive` marks; of a blank item the first one.
        value: The answer as text; empty when there is none.
        item: Which item of a repeated group, as `Контактное лицо 2`; empty outside of one.
        problem: What is wrong with it, if anything.
    """

    path: str
    field: Field
    value: str
    item: str = ""
    problem: Problem | None = None

    @property
    def label(self) -> str:
        """What people call it, as `Контактное лицо 2: Телефон`, or `Контактное лицо 2` for a blank item."""
        if self.problem is not None and self.problem.code == BLANK_ITEM:
            return self.item
        return f"{self.item}: {self.field.label}" if self.item else self.field.label

    @property
    def answered(self) -> bool:
        """Whether there is an answer."""
        return bool(self.value)


@dataclass(frozen=True, slots=True)
class SummaryStep:
    """A step with its rows; `problems` are those of the step as a whole and of its fields."""

    step: Step
    rows: tuple[SummaryRow, ...]
    problems: tuple[Problem, ...]


def summary(
    definition: Definition, answers: Answers, context: Context, formatter: Formatter = PLAIN
) -> tuple[SummaryStep, ...]:
    """Every visible question with its answer, by visible step."""
    scene = look(definition, answers, context)
    return tuple(_summary_step(scene, step, formatter) for step in scene.steps())


def _summary_step(scene: Scene, step: Step, formatter: Formatter) -> SummaryStep:
    problems = tuple(step_problems(scene, step))
    by_path = {problem.path: problem for problem in problems}
    rows: dict[str, SummaryRow] = {}
    for shown in scene.fields(step):
        if not shown.field.type.answerable:
            continue
        title = shown.item.title if shown.item else ""
        if is_idle(shown):
            whole = shown.path.rpartition(".")[0]
            rows.setdefault(whole, SummaryRow(shown.path, shown.field, "", title, by_path[whole]))
            continue
        value = "" if is_blank(shown.value) else display_value(shown.field, shown.value, formatter)
        problem = _problem_of(by_path, shown.path)
        rows[shown.path] = SummaryRow(shown.path, shown.field, value, title, problem)
    return SummaryStep(step, tuple(rows.values()), problems)


def _problem_of(by_path: dict[str, Problem], path: str) -> Problem | None:
    """The problem of a field, or of a part of its answer."""
    parts = (problem for found, problem in by_path.items() if found.startswith(f"{path}."))
    return by_path.get(path) or next(parts, None)
