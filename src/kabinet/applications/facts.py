"""Between answers and what the register knows, through the questionnaire's `maps_to`."""

from typing import Any

from kabinet.applications.form import Answers, is_prefillable
from kabinet.parties.attributes import Facts
from kabinet.questionnaires.engine import Context, Definition, Problem, apply_answer
from kabinet.questionnaires.engine.fields import JsonValue


def facts_in(definition: Definition, answers: Answers) -> dict[str, Any]:
    """What answers tell of the applicant, by attribute.

    Of two fields that feed one attribute the last answered counts: it says more ("another country", then which).

    Args:
        definition: The questionnaire.
        answers: Valid and pruned: what is hidden tells nothing.
    """
    facts: dict[str, Any] = {}
    for code, entry in definition.entries.items():
        if entry.field.maps_to and not entry.repeated and answers.get(code) is not None:
            facts[entry.field.maps_to] = answers[code]
    return facts


def answers_from(definition: Definition, facts: Facts, context: Context) -> dict[str, JsonValue]:
    """Answers that the register already knows; what the questionnaire would not take is left out."""
    answers: dict[str, JsonValue] = {}
    placed: set[str] = set()
    for code, entry in definition.entries.items():
        known = facts.get(entry.field.maps_to) if entry.field.maps_to else None
        if known is None or entry.field.maps_to in placed or entry.repeated or not is_prefillable(entry.field):
            continue
        outcome = apply_answer(definition, answers, code, known, context)
        if not isinstance(outcome, Problem):
            answers = outcome
            placed.add(entry.field.maps_to)
    return answers
