"""Figures that are our own choice, not the law's and not the acquirer's."""

from datetime import timedelta

CURRENCY = "RUB"

MOST_UNFINISHED = 3
"""Payments of one loan that may wait for their payer at the same time."""

USE_AGAIN_FOR = timedelta(minutes=30)
"""How long an unfinished payment is offered again for the same sum; the acquirer keeps its page for about an hour."""

SEND_AGAIN_AFTER = timedelta(seconds=20)
"""Longer than the acquirer's timeout may be: before that, an unanswered request counts as still under way."""

GIVE_UP_AFTER = timedelta(minutes=30)
"""When opening a payment is given up; nobody was given its page, so nobody can pay it."""

ASK_AGAIN_AFTER = timedelta(seconds=3)
"""A page that waits asks the acquirer for the state at most this often."""

OVERLAP = timedelta(minutes=5)
"""How far the clocks of two hosts may be apart without a notification being taken for older than it is."""

KEEP_NOTICES = timedelta(days=90)
LOOK_BACK_FOR_REFUNDS = timedelta(days=3)

REFUNDS_WITHIN = timedelta(days=365)
"""An acquirer that took no payment for so long is not asked about refunds any more."""


def next_check_after(age: timedelta) -> timedelta:
    """How long to leave an unsettled payment alone: a quarter of its age, from one minute to one hour."""
    return min(max(age / 4, timedelta(minutes=1)), timedelta(hours=1))
