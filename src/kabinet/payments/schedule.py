"""What payments run by the clock."""

from django.utils.translation import gettext_lazy as _

from kabinet.kernel.jobs import by_the_clock

by_the_clock(
    "payments.reconcile",
    "* * * * *",
    why=_("the acquirer is asked about payments of which no notification came"),
    missed=_("money is credited a minute later; nothing is lost"),
)
by_the_clock(
    "payments.find_refunds",
    "23 * * * *",
    why=_("a refund made at the acquirer's has to take the money off the loan"),
    missed=_("the next hour finds it"),
)
by_the_clock(
    "payments.forget_notices",
    "41 3 * * *",
    why=_("notifications of the acquirer have their time"),
    missed=_("the next night drops them"),
)
