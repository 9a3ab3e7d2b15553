"""Add an item to a group that repeats."""

from uuid import UUID

from django.db import transaction

from kabinet.applications.answering import Saved, locked_draft, write_items_down
from kabinet.applications.trail import removed_keys
from kabinet.kernel.access import Actor
from kabinet.questionnaires.engine import (
    add_item,
)


@transaction.atomic
def add_group_item(*, actor: Actor, application_id: UUID, group: str) -> Saved:
    """Add a blank item to a repeated group of a draft.

    Raises:
        Http404: No such draft, or somebody else's.
        Refused: `application.not_draft` or `application.too_large`.
    """
    form = locked_draft(actor, application_id)
    outcome = add_item(form.definition, form.answers, group, removed_keys(form.application, group))
    return write_items_down(form, actor, group, outcome, form.application.typed)
