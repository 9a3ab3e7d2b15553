"""Give an application to a manager, or to nobody."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kabinet.applications.deciding import lock_for_decision
from kabinet.applications.managers import give_to, may_look_after
from kabinet.applications.models import Application
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused


@transaction.atomic
def assign_manager(
    *, actor: Actor, application_id: UUID, manager_id: UUID | None, revision: int | None = None
) -> Application:
    """Give an application to a manager, or to nobody.

    Args:
        actor: Needs `MANAGE_APPLICATIONS`.
        application_id: The application.
        manager_id: An active member of staff who may decide on applications; None for nobody.
        revision: The revision of the page the actor saw.

    Raises:
        Http404: Unknown or invisible.
        Denied: The actor lacks the right.
        Stale: It has changed since the page was opened.
        Refused: `application.manager`, `application.closed`.
    """
    application = lock_for_decision(actor, application_id, revision)
    if application.manager_id == manager_id:
        return application
    if manager_id is not None and not may_look_after(manager_id):
        raise Refused("application.manager", _("Choose a manager who may decide on applications."), field="manager")
    return give_to(actor, application, manager_id)
