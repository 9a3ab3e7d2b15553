"""What waits for staff: the first page of the office."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from kabinet.applications.models import Application
from kabinet.applications.queries.office import OfficeRow, office_row, with_shown
from kabinet.kernel import access, clock
from kabinet.kernel.access import Actor

SHOWN = 10
WAITING = (Application.Status.SUBMITTED, Application.Status.APPROVED)
"""What waits for staff: of a million applications some thousands."""


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for a member of staff.

    Attributes:
        late_until: An application received on this day or before is late.
        mine: How many of theirs wait for a decision.
        free: How many wait without a manager.
        late: How many wait for a decision too long, whoever's they are.
        to_issue: How many of theirs are approved and wait for the money.
        next_mine: Theirs that wait, the longest waiting first.
        next_free: Those without a manager, the longest waiting first.
    """

    late_until: date
    mine: int
    free: int
    late: int
    to_issue: int
    next_mine: list[OfficeRow]
    next_free: list[OfficeRow]

    def is_late(self, row: OfficeRow) -> bool:
        """Whether an application waits for its decision too long."""
        return is_late(row.application, self.late_until)


def is_late(application: Application, until: date) -> bool:
    """Whether an application has waited for its decision since `until` or longer."""
    received = application.submitted_at
    undecided = application.awaits_decision
    return bool(undecided and received and clock.local_date(received) <= until)


def late_until(days: int) -> date:
    """The last day whose undecided applications are late when a decision may take `days` days."""
    return clock.today() - timedelta(days=days)


def office_queue(actor: Actor, *, days: int) -> Queue:
    """What waits for the actor. Three queries.

    Args:
        actor: Who asks.
        days: How many days a decision may take.
    """
    received = access.visible(Application, actor).exclude(status=Application.Status.DRAFT)
    waiting = Q(status=Application.Status.SUBMITTED)
    mine, free = Q(manager_id=actor.user_id), Q(manager__isnull=True)
    until = late_until(days)
    counts = received.filter(status__in=WAITING).aggregate(
        mine=Count("pk", filter=waiting & mine),
        free=Count("pk", filter=waiting & free),
        late=Count("pk", filter=waiting & Q(submitted_at__lt=clock.midnight(until + timedelta(days=1)))),
        to_issue=Count("pk", filter=Q(status=Application.Status.APPROVED) & mine),
    )
    return Queue(
        late_until=until,
        **counts,
        next_mine=_oldest(received.filter(waiting & mine)),
        next_free=_oldest(received.filter(waiting & free)),
    )


def _oldest(applications: QuerySet[Application]) -> list[OfficeRow]:
    now = clock.now()
    return [office_row(each, now) for each in with_shown(applications).order_by("submitted_at", "pk")[:SHOWN]]
