"""The decision as the loan's capability drives it, inside its own transaction and with the application locked.

`lending` locks the application first and the loan second, changes the loan, and calls one of the `mark_…` functions.
"""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from kabinet.applications.errors import stale_page
from kabinet.applications.events import APPROVED, CORRECTED, ISSUED
from kabinet.applications.models import Application
from kabinet.identity.rights import MANAGE_APPLICATIONS
from kabinet.kernel import access, clock, events
from kabinet.kernel.access import Actor, require
from kabinet.kernel.errors import Refused, Stale, Words
from kabinet.kernel.rights import Right

_DECIDED: dict[str, Words] = {
    Application.Status.DECLINED: _("The application is declined already."),
    Application.Status.WITHDRAWN: _("The client has withdrawn the application."),
    Application.Status.APPROVED: _("The application is approved already."),
    Application.Status.ISSUED: _("The loan is issued already."),
}


def lock_for_decision(
    actor: Actor, application_id: UUID, revision: int | None, *, right: Right = MANAGE_APPLICATIONS
) -> Application:
    """A received application, locked until the surrounding transaction ends.

    Args:
        actor: Needs `right`.
        application_id: The application.
        revision: The revision of the page the actor saw; None when the order comes from no page.
        right: What is needed for the order at hand.

    Raises:
        Http404: Unknown or invisible; drafts are invisible to staff.
        Denied: The actor lacks the right.
        Stale: It has changed since the page was opened.
    """
    require(actor, right)
    application = access.get(Application, actor, application_id, lock=True, related=("service",))
    if revision is not None and revision != application.revision:
        raise Stale("application.stale", stale_page())
    return application


def refuse_unless_submitted(application: Application) -> None:
    """Only an application that waits for its decision can be decided on.

    Raises:
        Refused: `application.decided`, `application.not_submitted`.
    """
    if application.is_draft:
        raise Refused("application.not_submitted", _("The applicant has not sent the application yet."))
    if not application.awaits_decision:
        raise Refused("application.decided", _DECIDED[application.status], status=application.status)


def mark_approved(*, actor: Actor, application: Application, contract_number: str, amount: Decimal) -> Application:
    """A contract number was entered: the application is approved.

    Args:
        actor: Who entered it.
        application: Locked by `lock_for_decision`.
        contract_number: What was entered.
        amount: Roubles agreed on; they may differ from what was asked for.

    Raises:
        Refused: `application.decided`, `application.not_submitted`.
    """
    refuse_unless_submitted(application)
    application.decided_at = clock.now()
    data = {"contract_number": contract_number, "amount": str(amount)}
    return _move(actor, application, Application.Status.APPROVED, APPROVED, data)


def mark_issued(*, actor: Actor, application: Application, disbursement_document: str, on: date) -> Application:
    """The disbursement document was entered: the money is out.

    Args:
        actor: Who entered it.
        application: Locked by `lock_for_decision`.
        disbursement_document: Its number.
        on: Its date.

    Raises:
        Refused: `application.not_approved`.
    """
    if application.is_issued:
        raise Refused("application.decided", _DECIDED[Application.Status.ISSUED], status=application.status)
    if not application.is_approved:
        raise Refused("application.not_approved", _("Enter the contract number first: it approves the application."))
    data = {"disbursement_document": disbursement_document, "on": on.isoformat()}
    return _move(actor, application, Application.Status.ISSUED, ISSUED, data)


def mark_corrected(
    *, actor: Actor, application: Application, field: str, old: str, new: str, reason: str
) -> Application:
    """A mistaken number was corrected; both values stay in the history.

    Args:
        actor: Who corrected it; `lending` has checked the right.
        application: Locked by `lock_for_decision`.
        field: `contract_number`, `disbursement_document` or `disbursed_on`.
        old: What was there.
        new: What is there now.
        reason: Why.
    """
    data = {"field": field, "old": old, "new": new, "reason": reason}
    return _move(actor, application, application.status, CORRECTED, data)


def _move(actor: Actor, application: Application, status: str, event: str, data: dict[str, Any]) -> Application:
    application.status = status
    application.revision += 1
    application.updated_at = clock.now()
    application.save(update_fields=["status", "decided_at", "revision", "updated_at"])
    events.record(
        event,
        actor=actor,
        subject=application,
        party_id=application.party_id,
        data={"number": application.number, **data},
    )
    return application
