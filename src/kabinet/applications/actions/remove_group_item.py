"""Take an item out of a group that repeats."""

from uuid import UUID

from django.db import transaction

from kabinet.applications.answering import Saved, locked_draft, write_items_down
from kabinet.applications.trail import removed_keys, with_removed
from kabinet.applications.typed import without_item
from kabinet.kernel.access import Actor
from kabinet.questionnaires.engine import (
    Problem,
    remove_item,
)


@transaction.atomic
def remove_group_item(*, actor: Actor, application_id: UUID, group: str, key: str) -> Saved:
    """Take an item of a repeated group away, wherever it stands by now; one that is gone leaves all as it is.

    Raises:
        Http404: No such draft, or somebody else's.
        Refused: `application.not_draft`.
    """
    form = locked_draft(actor, application_id)
    outcome = remove_item(form.definition, form.answers, group, key, removed_keys(form.application, group))
    if not isinstance(outcome, Problem):
        form.application.trail = with_removed(form.application, group, key)
    return write_items_down(form, actor, group, outcome, without_item(form.application.typed, group, key))
