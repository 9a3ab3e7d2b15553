"""Passwords are hashed slowly on purpose; only so many at once, so that the rest of the site keeps its processor."""

import os

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils.translation import gettext as _

from kabinet.kernel import security
from kabinet.kernel.errors import Refused
from kabinet.kernel.turns import Gate

AT_ONCE = max(1, (os.cpu_count() or 1) // 2)
"""Hashes at the same moment in one process: half of the processor stays for pages."""

WAITING = 8
"""How many more wait for their turn."""

PATIENCE = 3.0
"""Seconds in the queue."""

BUSY = "identity.busy"


def busy() -> Refused:
    """The refusal of whoever finds no turn; it leaves a trace."""
    security.note("hashing_busy")
    return Refused(BUSY, _("Very many people sign in right now. Try again in a minute, or sign in with a code."))


gate = Gate(AT_ONCE, WAITING, PATIENCE, busy)


class BoundedPasswordHasher(PBKDF2PasswordHasher):
    """Django's usual hasher behind the gate: making, checking, and the hash for accounts that do not exist."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """Hash a password when it is its turn.

        Raises:
            Refused: `identity.busy`.
        """
        with gate.turn():
            return super().encode(password, salt, iterations)
