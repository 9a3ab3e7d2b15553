"""Look after an application oneself."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kabinet.applications.deciding import lock_for_decision
from kabinet.applications.managers import give_to
from kabinet.applications.models import Application
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused


@transaction.atomic
def take_application(*, actor: Actor, application_id: UUID, revision: int | None = None) -> Application:
    """Look after an application oneself. Taking what one has already changes nothing.

    Raises:
        Http404: Unknown or invisible.
        Denied: The actor lacks `MANAGE_APPLICATIONS`.
        Stale: It has changed since the page was opened.
        Refused: `application.taken` when a colleague has it; `application.closed`.
    """
    application = lock_for_decision(actor, application_id, revision=None)
    if application.manager_id is not None and application.manager_id != actor.user_id:
        raise Refused("application.taken", _("A colleague already looks after this application."), field="manager")
    if application.manager_id == actor.user_id:
        return application
    lock_for_decision(actor, application_id, revision)
    return give_to(actor, application, actor.user_id)
