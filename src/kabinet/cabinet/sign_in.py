"""What the cabinet does when somebody signs in: drafts of this browser become the account's."""

from uuid import UUID

from django.http import HttpRequest

from kabinet.applications.actions.claim_drafts import claim_drafts
from kabinet.identity.models import User
from kabinet.kernel.access import DRAFTS_SESSION_KEY


def claim_drafts_of_browser(request: HttpRequest, user: User) -> None:
    """Join the drafts in the session to the account and forget them in the session."""
    drafts = [UUID(value) for value in request.session.pop(DRAFTS_SESSION_KEY, [])]
    if drafts:
        claim_drafts(account_id=user.pk, draft_ids=drafts)
