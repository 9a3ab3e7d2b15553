"""What the ground runs by the clock."""

from django.utils.translation import gettext_lazy as _

from kabinet.kernel.jobs import by_the_clock

by_the_clock(
    "jobs.rescue",
    "* * * * *",
    why=_("jobs of a worker that died go back into their queue"),
    missed=_("they wait until the next minute"),
)
by_the_clock(
    "limits.forget_old",
    "*/30 * * * *",
    why=_("counters of limits whose window is over take room"),
    missed=_("the next run drops them"),
)
by_the_clock(
    "files.forget_orphans",
    "47 2 * * *",
    why=_("bytes that no row knows of are left when an upload breaks off"),
    missed=_("the next night deletes them"),
)
by_the_clock(
    "jobs.forget_finished",
    "17 3 * * *",
    why=_("succeeded jobs are kept a week, failed ones a quarter"),
    missed=_("the next night drops them"),
)
by_the_clock(
    "security.forget_old",
    "47 3 * * *",
    why=_("traces of attempts are personal data and have their time"),
    missed=_("the next night deletes them; a week without is against what the privacy text says"),
)
