"""Files of an application: each by itself as it is chosen, or several along with a step."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kabinet.applications.actions.attach_document import attach_document
from kabinet.applications.actions.detach_document import detach_document
from kabinet.applications.answering import Saved
from kabinet.applications.checking import is_uuid
from kabinet.applications.form import Form
from kabinet.applications.models import Application
from kabinet.cabinet.forms.questionnaire import Question, StepPage
from kabinet.config.environment import environment
from kabinet.kernel import access
from kabinet.kernel.access import Actor, actor_of
from kabinet.kernel.audience import draft_page
from kabinet.kernel.errors import Refused
from kabinet.kernel.files import largest_file
from kabinet.kernel.ui.page import Page, show
from kabinet.kernel.units import MEGABYTE
from kabinet.kernel.web.bodies import FORM, takes
from kabinet.questionnaires.engine import FieldType, Step, find

STATUSES: Final = {
    "file.too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "file.quota.draft": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "file.quota.network": HTTPStatus.TOO_MANY_REQUESTS,
    "file.quota.unsigned": HTTPStatus.TOO_MANY_REQUESTS,
    "limits.exceeded": HTTPStatus.TOO_MANY_REQUESTS,
    "file.not_stored": HTTPStatus.SERVICE_UNAVAILABLE,
    "file.busy": HTTPStatus.SERVICE_UNAVAILABLE,
    "application.not_draft": HTTPStatus.CONFLICT,
    "file.changed": HTTPStatus.CONFLICT,
    "item.gone": HTTPStatus.CONFLICT,
}
"""What programs are told; people read the sentence. All else is 422."""


@dataclass(frozen=True)
class FilesPart(Page, template="cabinet/applications/files.html"):
    """The files that a question has."""

    asked: Question


def may_send_files(request: HttpRequest, application_id: UUID, **named: Any) -> bool:
    """Whether more than a form is taken from this client: only from whoever fills this draft in."""
    drafts = access.visible(Application, actor_of(request)).filter(status=Application.Status.DRAFT)
    return drafts.filter(pk=application_id).exists()


def step_body() -> int:
    """Bytes of a step with its files: what there is room for, as far as the server takes it in at once."""
    return min(environment().upload_draft_mb * MEGABYTE + FORM, environment().longest_body)


@draft_page
@takes(lambda: largest_file() + FORM, admit=may_send_files)
@require_POST
def files(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Attach one file (`file`) to a question (`field`), or take one away (`remove`).

    Answers with the files that the question has then, or with a sentence in plain text why not.
    """
    actor = actor_of(request)
    access.get(Application, actor, application_id)
    path, removed = request.POST.get("field", "")[:200], request.POST.get("remove", "")
    try:
        saved = _removed(actor, application_id, path, removed) if removed else _attached(request, application_id, path)
    except Refused as refused:
        return _sentence(str(refused.message), STATUSES.get(refused.code, HTTPStatus.UNPROCESSABLE_ENTITY))
    target = find(saved.form.definition, path)
    asked = StepPage(saved.form, target.entry.step).question(path) if target else Question(f"slot_{path}", path)
    return show(request, FilesPart(asked))


def _attached(request: HttpRequest, application_id: UUID, path: str) -> Saved:
    upload = request.FILES.get("file")
    if upload is None:
        raise Refused("file.reference", _("The file was not uploaded. Attach it again."))
    shown = _shown(request, path)
    return attach_document(
        actor=actor_of(request), application_id=application_id, path=path, upload=upload, shown=shown
    )


def _shown(request: HttpRequest, path: str) -> list[str] | None:
    """Ids of the files that the page showed at a question; None when it says nothing of them."""
    said = [value.partition(":") for value in request.POST.getlist("shown_files")]
    return next((ids.split() for question, _colon, ids in said if question == path), None)


def _removed(actor: Actor, application_id: UUID, path: str, document_id: str) -> Saved:
    if not is_uuid(document_id):
        raise Refused("file.reference", _("There is no such file here any more."))
    return detach_document(actor=actor, application_id=application_id, path=path, document_id=UUID(document_id))


def _sentence(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def attach_posted(request: HttpRequest, form: Form, step: Step) -> dict[str, str]:
    """Attach the files that came along with a step, each by itself: a bad one does not hold up the others.

    Returns:
        By path of the question, a line for each file that was not taken: its name and why.

    Raises:
        Refused: What concerns no single file: `application.not_draft`.
    """
    verdicts: dict[str, list[str]] = {}
    for path, uploads in request.FILES.lists():
        target = find(form.definition, path)
        if target is None or target.entry.step is not step or target.entry.field.type is not FieldType.FILE:
            continue
        for upload in uploads:
            try:
                attach_document(
                    actor=actor_of(request),
                    application_id=form.application.pk,
                    path=path,
                    upload=upload,
                    shown=_shown(request, path),
                )
            except Refused as refused:
                if refused.code == "application.not_draft":
                    raise
                verdicts.setdefault(path, []).append(f"{(upload.name or '')[:150]}: {refused.message}")
    if request.FILES:
        form.application.refresh_from_db(fields=["answers", "typed", "place", "revision"])
    return {path: "\n".join(lines) for path, lines in verdicts.items()}
