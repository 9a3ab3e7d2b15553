"""Who looks after an application."""

from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kabinet.applications.actions.decide import lock_for_decision
from kabinet.applications.events import ASSIGNED
from kabinet.applications.models import Application
from kabinet.identity.rights import MANAGE_APPLICATIONS
from kabinet.kernel import clock, events
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
    return _assign(actor, application, actor.user_id)


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
    return _assign(actor, application, manager_id)


def may_look_after(manager_id: UUID) -> bool:
    """Whether an account is one of staff who decide on applications."""
    manager = get_user_model().objects.filter(pk=manager_id, is_active=True).first()
    return manager is not None and MANAGE_APPLICATIONS in manager.rights


def _assign(actor: Actor, application: Application, manager_id: UUID | None) -> Application:
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
