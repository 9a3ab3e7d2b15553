"""Consents as they are ticked: which text the person had before them."""

from collections.abc import Iterable, Mapping
from typing import Any

from kabinet.applications.form import Form
from kabinet.kernel import clock
from kabinet.kernel.access import Actor
from kabinet.organisation.queries.texts import texts_in_force
from kabinet.questionnaires.engine import FieldType, find
from kabinet.questionnaires.engine.fields import ConsentOptions, Field


def consent_fields(form: Form) -> dict[str, Field]:
    """The consents a questionnaire asks for, by field code."""
    return {code: entry.field for code, entry in form.definition.entries.items() if _options(entry.field)}


def note_consents(form: Form, actor: Actor, paths: Iterable[str]) -> dict[str, Any]:
    """The application's consents after answers at these paths changed: new ticks are dated, untaken ones dropped.

    A tick that is saved again keeps its date, unless the text has changed since.
    """
    consents: dict[str, Any] = dict(form.application.consents)
    touched = {path: find(form.definition, path) for path in paths}
    fields = {
        path: target.entry.field
        for path, target in touched.items()
        if target and target.entry.field.type is FieldType.CONSENT
    }
    if not fields:
        return consents
    texts = texts_in_force(text_code(field) for field in fields.values())
    for path, field in fields.items():
        text = texts.get(text_code(field))
        if form.answers.get(path) is not True or text is None:
            consents.pop(path, None)
        elif consents.get(path, {}).get("text") != str(text.pk):
            consents[path] = {"text": str(text.pk), "given_at": clock.now().isoformat(), "ip": actor.ip}
    return consents


def outdated_consents(form: Form, answers: Mapping[str, Any]) -> tuple[list[Field], list[Field]]:
    """Consents among answers that cannot be recorded.

    Returns:
        Those whose text has changed since they were ticked, and those whose text was never published.
    """
    given = {code: field for code, field in consent_fields(form).items() if answers.get(code) is True}
    texts = texts_in_force(text_code(field) for field in given.values())
    changed, missing = [], []
    for code, field in given.items():
        text = texts.get(text_code(field))
        if text is None:
            missing.append(field)
        elif form.application.consents.get(code, {}).get("text") != str(text.pk):
            changed.append(field)
    return changed, missing


def text_code(field: Field) -> str:
    """The code of the text a consent is given to."""
    options = _options(field)
    return options.text if options else ""


def purpose(field: Field) -> str:
    """The one purpose a consent is given for."""
    options = _options(field)
    return options.purpose if options else ""


def _options(field: Field) -> ConsentOptions | None:
    return field.options if isinstance(field.options, ConsentOptions) else None
