"""Where an applicant stands: the state of each step, and where to go on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kabinet.questionnaires.engine.context import Context
from kabinet.questionnaires.engine.definition import Definition
from kabinet.questionnaires.engine.fields import Answers, Step
from kabinet.questionnaires.engine.paths import find, is_within
from kabinet.questionnaires.engine.problems import Problem
from kabinet.questionnaires.engine.validation import is_idle, step_problems
from kabinet.questionnaires.engine.values.cleaning import is_blank
from kabinet.questionnaires.engine.visibility import Scene, VisibleField, look


class StepStatus(StrEnum):
    """The state of a step in the task list."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class StepProgress:
    """How far a step is.

    Attributes:
        step: The step.
        status: `done` when nothing is wrong or missing and something is answered (or there is nothing to answer).
        answered: How many of its visible fields are answered.
        fields: How many visible fields it has.
        problems: What is wrong or missing; a step not started whose list is empty holds nobody up.
    """

    step: Step
    status: StepStatus
    answered: int
    fields: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A step and a field in it, or the page to check everything.

    Attributes:
        step: Code of the step; `None` is the page of answers to check.
        field: Path of the field; `None` is the top of the step.
    """

    step: str | None = None
    field: str | None = None


def progress(definition: Definition, answers: Answers, context: Context) -> tuple[StepProgress, ...]:
    """The state of every visible step, in order."""
    scene = look(definition, answers, context)
    return tuple(_step_progress(scene, step) for step in scene.steps())


def resume_point(definition: Definition, answers: Answers, place: Place | None, context: Context) -> Place:
    """Where to go on.

    The remembered place, if it is still shown; else, within the remembered step, what is first needed or its first
    field; else the first field needed anywhere; else the page to check.

    Args:
        definition: The questionnaire, perhaps a newer version than the place was remembered in.
        answers: What is answered.
        place: The step and field last worked on; `None` if none is remembered.
        context: The moment.
    """
    scene = look(definition, answers, context)
    if place is not None and place.step is not None:
        step = _visible_step(scene, place)
        if step is not None:
            return Place(step.code, _field_in_step(scene, step, place.field))
    for step in definition.steps:
        for problem in step_problems(scene, step):
            return Place(step.code, problem.path)
    return Place()


def _step_progress(scene: Scene, step: Step) -> StepProgress:
    fields = [shown for shown in scene.fields(step) if shown.field.type.answerable and not is_idle(shown)]
    answered = sum(not is_blank(shown.value) for shown in fields)
    problems = tuple(step_problems(scene, step))
    if not problems and (answered or not fields):
        status = StepStatus.DONE
    else:
        status = StepStatus.IN_PROGRESS if answered else StepStatus.NOT_STARTED
    return StepProgress(step, status, answered, len(fields), problems)


def _visible_step(scene: Scene, place: Place) -> Step | None:
    """The remembered step, or the one the remembered field has moved to, if anything is shown in it."""
    definition = scene.definition
    target = find(definition, place.field) if place.field else None
    steps = [target.entry.step] if target else []
    if place.step is not None and place.step in definition.steps_by_code:
        steps.append(definition.steps_by_code[place.step])
    return next((step for step in steps if scene.shows(step)), None)


def _field_in_step(scene: Scene, step: Step, remembered: str | None) -> str | None:
    fields: list[VisibleField] = [shown for shown in scene.fields(step) if shown.field.type.answerable]
    paths = [shown.path for shown in fields]
    target = find(scene.definition, remembered) if remembered else None
    if target and target.path in paths:
        return remembered
    needed = next((problem.path for problem in step_problems(scene, step)), None)
    if needed and scene.item_at(needed):
        return next((path for path in paths if is_within(path, needed)), needed)
    return needed or (paths[0] if paths else None)
