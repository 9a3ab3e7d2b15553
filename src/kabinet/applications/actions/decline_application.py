"""Decline an application."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kabinet.applications.deciding import lock_for_decision, refuse_unless_submitted
from kabinet.applications.events import DECLINED
from kabinet.applications.models import Application
from kabinet.kernel import clock, events, text
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused

LONGEST_REASON = 1000


@transaction.atomic
def decline_application(*, actor: Actor, application_id: UUID, reason: str, revision: int | None = None) -> Application:
    """Say no to an application that waits for its decision; the client reads the reason.

    Args:
        actor: Needs `MANAGE_APPLICATIONS`.
        application_id: The application.
        reason: Why, at most 1000 characters.
        revision: The revision of the page the actor saw.

    Raises:
        Http404: Unknown or invisible.
        Denied: The actor lacks the right.
        Stale: It has changed since the page was opened.
        Refused: `application.decided`, `application.reason`.
    """
    application = lock_for_decision(actor, application_id, revision)
    refuse_unless_submitted(application)
    why = text.without_accidents(text.lines(reason))
    if not why:
        raise Refused("application.reason", _("Write why: the client will read the reason."), field="reason")
    if len(why) > LONGEST_REASON:
        message = _("At most %(maximum)s characters fit in.") % {"maximum": LONGEST_REASON}
        raise Refused("application.reason", message, field="reason")
    application.status = Application.Status.DECLINED
    application.decline_reason = why
    application.decided_at = application.updated_at = clock.now()
    application.revision += 1
    application.save(update_fields=["status", "decline_reason", "decided_at", "revision", "updated_at"])
    events.record(
        DECLINED,
        actor=actor,
        subject=application,
        party_id=application.party_id,
        data={"number": application.number},
    )
    return application
