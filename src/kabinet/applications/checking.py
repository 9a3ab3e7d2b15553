"""What stands between a draft and its sending."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kabinet.applications.consents import outdated_consents
from kabinet.applications.errors import Obstacle
from kabinet.applications.form import Form
from kabinet.applications.typed import problems_of
from kabinet.documents.queries import known_ids
from kabinet.kernel.errors import Words
from kabinet.questionnaires.engine import FieldType, find, look, prune
from kabinet.questionnaires.engine.fields import Field
from kabinet.questionnaires.engine.paths import is_within
from kabinet.questionnaires.messages import problem_text


def obstacles(form: Form) -> list[Obstacle]:
    """Everything that keeps a draft from being received, in the order of asking; empty when it may be sent.

    The template and the consents are asked only once the questionnaire itself is content. At most two queries.
    """
    found = [_obstacle(form, problem.path, problem.code, problem_text(problem)) for problem in problems_of(form)]
    if found:
        return found
    answers = prune(form.definition, form.answers, form.context)
    template = form.template.check(form.application.service, answers)
    found = [_obstacle(form, problem.field, problem.code, problem.message) for problem in template]
    return found + _of_consents(form, answers) + _of_files(form, answers)


def _of_consents(form: Form, answers: dict[str, Any]) -> list[Obstacle]:
    changed, missing = outdated_consents(form, answers)
    again = _("The text of this consent has changed since you gave it. Read it and tick again.")
    absent = _("The text of this consent is not published yet. Write to us, and we will put it right.")
    return _all(form, changed, "consent.changed", again) + _all(form, missing, "consent.no_text", absent)


def _of_files(form: Form, answers: dict[str, Any]) -> list[Obstacle]:
    """Files that the answers name and that were never uploaded to this application."""
    fields = {entry.field.code for entry in form.definition.entries.values() if entry.field.type is FieldType.FILE}
    named = {code: set(document_ids(answers.get(code))) for code in fields & answers.keys()}
    if not any(named.values()):
        return []
    known = known_ids(form.application.pk, set().union(*named.values()))
    lost = [form.definition.entries[code].field for code, ids in sorted(named.items()) if not ids <= known]
    return _all(form, lost, "file.lost", _("The file is gone. Attach it again."))


def document_ids(value: Any) -> list[UUID]:
    """The ids of every document that answers name, at any depth."""
    if isinstance(value, Mapping):
        own = [value["id"]] if "name" in value and is_uuid(value.get("id")) else []
        return [UUID(key) for key in own] + [found for part in value.values() for found in document_ids(part)]
    if isinstance(value, list | tuple):
        return [found for part in value for found in document_ids(part)]
    return []


def is_uuid(text: object) -> bool:
    """Whether a text names a row."""
    try:
        UUID(str(text))
    except ValueError:
        return False
    return True


def _all(form: Form, fields: Iterable[Field], code: str, message: Words) -> list[Obstacle]:
    return [_obstacle(form, field.code, code, message) for field in fields]


def _obstacle(form: Form, path: str, code: str, message: Words) -> Obstacle:
    target = find(form.definition, path)
    if target is not None:
        return Obstacle(path, target.entry.step.code, code, message, target.entry.field.label)
    step = next(
        (step.code for step in form.definition.steps if any(is_within(path, item.code) for item in step.items)),
        "",
    )
    group = form.definition.groups.get(path)
    item = look(form.definition, form.answers, form.context).item_at(path)
    named = item.title if item else group.title if group else ""
    return Obstacle(path if step else "", step, code, message, named)
