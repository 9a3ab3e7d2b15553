"""Mend what loans keep of their state."""

from typing import Final
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q

from kabinet.lending.models import Loan
from kabinet.lending.standing import work_out_standing

BATCH: Final = 1000
log = structlog.get_logger(__name__)


def refresh_standing() -> int:
    """Work out anew what open loans keep, in batches; returns how many kept something else.

    Each action keeps it in its own transaction. What is mended here was written past the actions: by a process of the
    version before while a new one was put in its place, or by an import. A loan that somebody is changing at this
    moment is left to them.
    """
    mended, last = 0, UUID(int=0)
    while True:
        with transaction.atomic():
            ids = _lock_after(last)
            mended += work_out_standing(ids)
        if len(ids) < BATCH:
            break
        last = ids[-1]
    if mended:
        log.warning("lending.standing_mended", loans=mended)
    return mended


def _lock_after(last: UUID) -> list[UUID]:
    """The next loans that are open, or are kept as if they were, in the order of their keys."""
    kept = Q(status=Loan.Status.ISSUED) | Q(unpaid_due__isnull=False) | Q(needs_schedule=True)
    loans = Loan.objects.select_for_update(skip_locked=True).filter(kept, pk__gt=last)
    return list(loans.order_by("pk").values_list("pk", flat=True)[:BATCH])
