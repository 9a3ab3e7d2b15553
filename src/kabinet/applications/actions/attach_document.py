"""Attach a file to a field of a draft."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from kabinet.applications.answering import Saved, locked_draft
from kabinet.applications.attaching import file_target, references_in, store_references
from kabinet.applications.form import Form, form_of
from kabinet.applications.models import Application
from kabinet.applications.typed import is_gone
from kabinet.catalogue.templates import service_with_templates
from kabinet.documents.actions.remove_documents import remove_documents
from kabinet.documents.actions.store_document import store_document
from kabinet.documents.queries import is_stored
from kabinet.documents.quotas import count_upload
from kabinet.kernel import access
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.kernel.files import Examined, discarding_on_failure, examine, kinds_of
from kabinet.questionnaires.engine import Place, Problem, apply_answer
from kabinet.questionnaires.engine.fields import FileOptions, JsonValue, options_of
from kabinet.questionnaires.engine.paths import Target
from kabinet.questionnaires.messages import problem_text


def attach_document(
    *, actor: Actor, application_id: UUID, path: str, upload: "UploadedFile[Any]", shown: Collection[str] | None = None
) -> Saved:
    """Keep an uploaded file as the answer, or one of the answers, to a question.

    Where one file is wanted the new one replaces the old. A file that the question has already is not kept twice, so
    that it may be sent again when an answer was lost on the way.

    Args:
        actor: The applicant.
        application_id: Their draft.
        path: A question that asks for a file.
        upload: What the browser sent.
        shown: Ids of the files that the page showed at the question; None when it says nothing of them.

    Raises:
        Http404: No such draft, somebody else's, or no such question.
        Refused: `application.not_draft`, `limits.exceeded`; `file.…` beside the field when the file is not taken;
            `file.changed` when it would replace one that the page did not show.
    """
    count_upload(actor)
    known = form_of(access.get(Application, actor, application_id, related=service_with_templates()))
    options = _options(file_target(known, path))
    file = examine(upload, kinds=kinds_of(options.extensions), limit=options.maximum_size)
    with transaction.atomic():
        form = locked_draft(actor, application_id)
        target = file_target(form, path)
        if is_gone(form, form.answers, target):
            raise Refused("item.gone", problem_text(Problem(path, "item.gone")), field=path)
        kept = references_in(form, target)
        if _has(application_id, kept, file):
            return Saved(form, (), (), Place(target.entry.step.code, path))
        replaced = kept if options.maximum_count == 1 else []
        _refuse_unseen(replaced, shown, path)
        others = [] if replaced else kept
        _applied(form, path, [*others, {"id": "new", "name": file.name, "size": file.size}])
        going = [UUID(str(old["id"])) for old in replaced]
        document = store_document(
            actor=actor,
            file=file,
            application_id=application_id,
            title=target.entry.field.label,
            kind_code=target.entry.field.code,
            instead_of=going,
        )
        with discarding_on_failure(document.file.path):
            reference = {"id": str(document.pk), "name": document.file.name, "size": document.file.size}
            answers = _applied(form, path, [*others, reference])
            if going:
                remove_documents(actor=actor, application_id=application_id, document_ids=going)
            return store_references(form, actor, target, path, answers)


def _refuse_unseen(replaced: list[dict[str, Any]], shown: Collection[str] | None, path: str) -> None:
    for reference in replaced:
        if shown is not None and str(reference["id"]) not in shown:
            message = _(
                "Another file was attached on another page: %(name)s. Open this page anew to keep it or remove it."
            )
            raise Refused("file.changed", message % {"name": reference["name"]}, field=path)


def _applied(form: Form, path: str, references: list[dict[str, Any]]) -> dict[str, JsonValue]:
    """The answers with these files; says no beside the field when the question does not take them."""
    outcome = apply_answer(form.definition, form.answers, path, references, form.context)
    if isinstance(outcome, Problem):
        raise Refused(outcome.code, problem_text(outcome), field=path)
    return outcome


def _options(target: Target) -> FileOptions:
    return options_of(target.entry.field, FileOptions)


def _has(application_id: UUID, references: list[dict[str, Any]], file: Examined) -> bool:
    """Whether the question has this very file already."""
    ids = [UUID(str(reference["id"])) for reference in references]
    return is_stored(application_id, ids, name=file.name, sha256=file.sha256)
