"""What identity runs by the clock."""

from django.utils.translation import gettext_lazy as _

from kabinet.kernel.jobs import by_the_clock

by_the_clock(
    "identity.forget_codes",
    "*/10 * * * *",
    why=_("login codes and their addresses are wiped when their time is over"),
    missed=_("no code lives longer for it; the next run wipes them"),
)
by_the_clock(
    "identity.forget_sessions",
    "23 3 * * *",
    why=_("sessions that ran out take room"),
    missed=_("none of them opens anything; the next night deletes them"),
)
