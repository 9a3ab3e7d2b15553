"""What attaching and detaching a document share: the field, what it holds, and writing that down."""

from typing import Any

from django.http import Http404

from kabinet.applications.answering import Saved, store_answers
from kabinet.applications.form import Form
from kabinet.kernel.access import Actor
from kabinet.questionnaires.engine import FieldType, Place, answer_at, find
from kabinet.questionnaires.engine.fields import JsonValue
from kabinet.questionnaires.engine.paths import Target


def file_target(form: Form, path: str) -> Target:
    """The field that takes files.

    Raises:
        Http404: There is no such field, or it takes none.
    """
    target = find(form.definition, path)
    if target is None or target.entry.field.type is not FieldType.FILE:
        raise Http404
    return target


def references_in(form: Form, target: Target) -> list[dict[str, Any]]:
    """What the field holds: a reference for each document."""
    value: Any = answer_at(form.answers, target)
    return [reference for reference in value if isinstance(reference, dict)] if isinstance(value, list) else []


def store_references(form: Form, actor: Actor, target: Target, path: str, answers: dict[str, JsonValue]) -> Saved:
    """Write down what the field holds now."""
    place = Place(target.entry.step.code, path)
    store_answers(form, actor, answers, place)
    return Saved(form, (), (), place)
