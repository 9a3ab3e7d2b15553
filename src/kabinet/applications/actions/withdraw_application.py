"""Withdraw an application that was sent."""

from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from kabinet.applications.errors import stale_page
from kabinet.applications.events import WITHDRAWN
from kabinet.applications.models import Application
from kabinet.kernel import access, clock, events
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused, Stale


@transaction.atomic
def withdraw_application(*, actor: Actor, application_id: UUID, revision: int | None = None) -> Application:
    """Take back an application that waits for its decision. Taking back what is taken back changes nothing.

    Args:
        actor: The applicant.
        application_id: Their application.
        revision: The revision of the page they saw.

    Raises:
        Http404: No such application, or somebody else's.
        Stale: It has changed since the page was opened.
        Refused: `application.cannot_withdraw`.
    """
    application = access.get(Application, actor, application_id, lock=True)
    if actor.kind != "client":
        raise Http404
    if application.is_withdrawn:
        return application
    if revision is not None and revision != application.revision:
        raise Stale("application.stale", stale_page())
    if not application.awaits_decision:
        raise Refused("application.cannot_withdraw", _("Only an application that waits for a decision is withdrawn."))
    application.status = Application.Status.WITHDRAWN
    application.decided_at = application.updated_at = clock.now()
    application.revision += 1
    application.save(update_fields=["status", "decided_at", "revision", "updated_at"])
    events.record(
        WITHDRAWN,
        actor=actor,
        subject=application,
        party_id=application.party_id,
        data={"number": application.number},
    )
    return application
