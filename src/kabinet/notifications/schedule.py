"""What notifications run by the clock."""

from django.utils.translation import gettext_lazy as _

from kabinet.kernel.jobs import by_the_clock

by_the_clock(
    "messages.settle",
    "*/2 * * * *",
    why=_("a message whose sending broke off is asked about or sent again"),
    missed=_("it waits for the next run; nobody gets it twice"),
)
by_the_clock(
    "messages.forget",
    "37 3 * * *",
    why=_("texts and addresses of messages have their time"),
    missed=_("the next night deletes them"),
)
