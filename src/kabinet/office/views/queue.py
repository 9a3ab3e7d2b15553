"""The first page of the office: what waits for me."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kabinet.applications.queries.queue import Queue, office_queue
from kabinet.config.environment import environment
from kabinet.identity.rights import SEE_APPLICATIONS, SEE_LOANS
from kabinet.kernel import access, clock
from kabinet.kernel.access import actor_of
from kabinet.kernel.audience import staff_page
from kabinet.kernel.ui.page import Page, show
from kabinet.lending.models import Loan
from kabinet.lending.queries.office import overdue_loans, unscheduled_loans
from kabinet.office.views.applications import ListedApplication


@dataclass(frozen=True)
class QueuePage(Page, template="office/home.html"):
    """What waits.

    Attributes:
        queue: Applications that wait; None for those who see none.
        mine: The longest waiting of the reader's own.
        free: The longest waiting of those without a manager.
        overdue: How many loans are overdue.
        unscheduled: How many loans are issued without a schedule.
    """

    queue: Queue | None
    mine: list[ListedApplication]
    free: list[ListedApplication]
    overdue: int
    unscheduled: int


@staff_page(SEE_LOANS)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """My queue: what waits for me, what waits for nobody, what is late."""
    actor = actor_of(request)
    queue = office_queue(actor, days=environment().review_days) if actor.may(SEE_APPLICATIONS) else None
    loans = access.visible(Loan, actor)
    page = QueuePage(
        queue=queue,
        mine=[ListedApplication(row, queue.is_late(row)) for row in queue.next_mine] if queue else [],
        free=[ListedApplication(row, queue.is_late(row)) for row in queue.next_free] if queue else [],
        overdue=overdue_loans(loans, clock.today()).count(),
        unscheduled=unscheduled_loans(loans).count(),
    )
    return show(request, page)
