"""Take a file out of a field of a draft."""

from uuid import UUID

from django.db import transaction

from kabinet.applications.answering import Saved, locked_draft
from kabinet.applications.attaching import file_target, references_in, store_references
from kabinet.documents.actions.remove_documents import remove_documents
from kabinet.kernel.access import Actor
from kabinet.questionnaires.engine import Place, Problem, apply_answer


@transaction.atomic
def detach_document(*, actor: Actor, application_id: UUID, path: str, document_id: UUID) -> Saved:
    """Take a file away from a question of a draft; one that is not there leaves all as it is.

    Raises:
        Http404: No such draft, somebody else's, or no such question.
        Refused: `application.not_draft`.
    """
    form = locked_draft(actor, application_id)
    target = file_target(form, path)
    attached = references_in(form, target)
    kept = [reference for reference in attached if reference["id"] != str(document_id)]
    if len(kept) == len(attached):
        return Saved(form, (), (), Place(target.entry.step.code, path))
    outcome = apply_answer(form.definition, form.answers, path, kept or None, form.context)
    if isinstance(outcome, Problem):
        return Saved(form, (outcome,))
    remove_documents(actor=actor, application_id=application_id, document_ids=[document_id])
    return store_references(form, actor, target, path, outcome)
