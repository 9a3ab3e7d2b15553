"""Join drafts begun before signing in to the account."""

from collections.abc import Collection
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction

from kabinet.applications.events import CLAIMED
from kabinet.applications.models import Application
from kabinet.documents.actions.claim_documents import claim_documents
from kabinet.kernel import clock, events
from kabinet.kernel.access import Actor


@transaction.atomic
def claim_drafts(*, account_id: UUID, draft_ids: Collection[UUID]) -> int:
    """Give an account the drafts of the browser it has just signed in from.

    Drafts that already belong to somebody, and whatever else the browser names, are left alone; of two accounts that
    claim one draft at once, the first gets it. Staff claim nothing: they do not apply.

    Args:
        account_id: Who has signed in.
        draft_ids: What the session holds.

    Returns:
        How many drafts were joined.
    """
    account = get_user_model().objects.filter(pk=account_id, is_active=True).first()
    if account is None or account.is_staff or not draft_ids:
        return 0
    drafts = list(
        Application.objects.select_for_update()
        .filter(pk__in=draft_ids, account__isnull=True, status=Application.Status.DRAFT)
        .order_by("pk")
    )
    actor = Actor(kind="client", user_id=account_id)
    for draft in drafts:
        draft.account = account
        draft.revision += 1
        draft.updated_at = clock.now()
        draft.save(update_fields=["account", "revision", "updated_at"])
        events.record(CLAIMED, actor=actor, subject=draft)
    claim_documents(account_id=account_id, application_ids=[draft.pk for draft in drafts])
    return len(drafts)
