"""What applications run by the clock."""

from django.utils.translation import gettext_lazy as _

from kabinet.kernel.jobs import by_the_clock

by_the_clock(
    "applications.purge_drafts",
    "23 2 * * *",
    why=_("drafts that nobody came back to hold personal data without a purpose"),
    missed=_("the next night removes them, some thousands at once"),
)
