"""Throw a draft away."""

from uuid import UUID

from django.db import transaction

from kabinet.applications.answering import locked_draft
from kabinet.applications.errors import stale_page
from kabinet.applications.events import DISCARDED
from kabinet.documents.actions.remove_documents import remove_documents
from kabinet.kernel import events
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Stale


@transaction.atomic
def discard_draft(*, actor: Actor, application_id: UUID, revision: int | None = None) -> None:
    """Throw a draft away with its files. It is gone for good.

    Args:
        actor: The applicant.
        application_id: Their draft.
        revision: The revision of the page they saw: what was filled in elsewhere since is not thrown away unseen.

    Raises:
        Http404: No such draft (any more), or somebody else's.
        Stale: It has changed since the page was opened.
        Refused: `application.not_draft`.
    """
    form = locked_draft(actor, application_id)
    application = form.application
    if revision is not None and revision != application.revision:
        raise Stale("application.stale", stale_page())
    remove_documents(actor=actor, application_id=application.pk)
    events.record(DISCARDED, actor=actor, subject=application, data={"service": application.service.code})
    application.delete()
