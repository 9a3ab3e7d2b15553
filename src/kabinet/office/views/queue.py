"""The first page of the office: what waits for me."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kabinet.applications.queue import office_queue
from kabinet.config.environment import environment
from kabinet.kernel import access, clock
from kabinet.kernel.access import Right, actor_of
from kabinet.kernel.audience import staff_page
from kabinet.lending.models import Loan
from kabinet.lending.queries.office import overdue_loans, unscheduled_loans


@staff_page(Right.SEE_LOANS)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """My queue: what waits for me, what waits for nobody, what is late."""
    actor = actor_of(request)
    queue = office_queue(actor, days=environment().review_days) if actor.may(Right.SEE_APPLICATIONS) else None
    loans = access.visible(Loan, actor)
    context = {
        "queue": queue,
        "mine": [(row, queue.is_late(row)) for row in queue.next_mine] if queue else [],
        "free": [(row, queue.is_late(row)) for row in queue.next_free] if queue else [],
        "overdue": overdue_loans(loans, clock.today()).count(),
        "unscheduled": unscheduled_loans(loans).count(),
    }
    return render(request, "office/home.html", context)
