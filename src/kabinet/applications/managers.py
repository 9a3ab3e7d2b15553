"""Who may look after an application, and giving it to one; used by the actions that do."""

from uuid import UUID

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from kabinet.applications.events import ASSIGNED
from kabinet.applications.models import Application
from kabinet.identity.rights import MANAGE_APPLICATIONS
from kabinet.kernel import clock, events
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused


def may_look_after(manager_id: UUID) -> bool:
    """Whether an account is one of staff who decide on applications."""
    manager = get_user_model().objects.filter(pk=manager_id, is_active=True).first()
    return manager is not None and MANAGE_APPLICATIONS in manager.rights


def give_to(actor: Actor, application: Application, manager_id: UUID | None) -> Application:
    """Put a locked application into somebody's hands, or into nobody's.

    Raises:
        Refused: `application.closed`.
    """
    if application.status in {Application.Status.DECLINED, Application.Status.WITHDRAWN}:
        raise Refused("application.closed", _("The application is closed."), field="manager")
    before = application.manager_id
    application.manager_id = manager_id
    application.revision += 1
    application.updated_at = clock.now()
    application.save(update_fields=["manager", "revision", "updated_at"])
    data = {
        "number": application.number,
        "old": str(before) if before else None,
        "new": str(manager_id) if manager_id else None,
    }
    events.record(ASSIGNED, actor=actor, subject=application, party_id=application.party_id, data=data)
    return application
