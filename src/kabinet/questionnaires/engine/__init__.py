"""The questionnaire engine: pure functions from a definition and answers to what a page needs.

No Django, no clock, no I/O: today and run-time limits come in a `Context`. Answers are JSON, keyed by field code; a
repeated group's answer is a list of items, each with a key of its own. A path names one answer:
`email`, `registration_address.city`, `contacts.0.phone`. Nothing here raises on strange answers; only a
questionnaire that contradicts itself does.
"""

from __future__ import annotations

from kabinet.questionnaires.engine.answers import (
    add_item,
    answer_at,
    apply_answer,
    prune,
    remove_item,
)
from kabinet.questionnaires.engine.context import Context, Limits
from kabinet.questionnaires.engine.definition import Definition, Entry
from kabinet.questionnaires.engine.fields import (
    Answers,
    Choice,
    Field,
    FieldType,
    Group,
    JsonValue,
    Repeat,
    Step,
)
from kabinet.questionnaires.engine.parsing import definition_as_dict, parse_definition
from kabinet.questionnaires.engine.paths import Target, find
from kabinet.questionnaires.engine.problems import PROBLEM_CODES, Problem
from kabinet.questionnaires.engine.progress import Place, StepProgress, StepStatus, progress, resume_point
from kabinet.questionnaires.engine.reading import DefinitionError
from kabinet.questionnaires.engine.summary import SummaryRow, SummaryStep, summary
from kabinet.questionnaires.engine.validation import step_problems, validate
from kabinet.questionnaires.engine.values.cleaning import clean_value
from kabinet.questionnaires.engine.values.display import Formatter, PlainFormatter, display_value
from kabinet.questionnaires.engine.visibility import Scene, VisibleField, look, visible_fields, visible_steps

__all__ = [
    "PROBLEM_CODES",
    "Answers",
    "Choice",
    "Context",
    "Definition",
    "DefinitionError",
    "Entry",
    "Field",
    "FieldType",
    "Formatter",
    "Group",
    "JsonValue",
    "Limits",
    "Place",
    "PlainFormatter",
    "Problem",
    "Repeat",
    "Scene",
    "Step",
    "StepProgress",
    "StepStatus",
    "SummaryRow",
    "SummaryStep",
    "Target",
    "VisibleField",
    "add_item",
    "answer_at",
    "apply_answer",
    "clean_value",
    "definition_as_dict",
    "display_value",
    "find",
    "look",
    "parse_definition",
    "progress",
    "prune",
    "remove_item",
    "resume_point",
    "step_problems",
    "summary",
    "validate",
    "visible_fields",
    "visible_steps",
]
