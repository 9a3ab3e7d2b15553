"""What lending runs by the clock."""

from django.utils.translation import gettext_lazy as _

from kabinet.kernel.jobs import by_the_clock

by_the_clock(
    "lending.refresh_standing",
    "7 3 * * *",
    why=_("what a process of the version before wrote of loans while the site was brought up to date is mended"),
    missed=_("nothing: each operation keeps its loan right, and a loan is overdue by the day alone"),
)
