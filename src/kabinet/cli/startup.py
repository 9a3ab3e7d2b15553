"""What most subcommands do first."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import TYPE_CHECKING

import click

from kabinet.cli.extras import needed_for
from kabinet.config import embedded

if TYPE_CHECKING:
    from pydantic import ValidationError

    from kabinet.config.misfits import Misfit


def start_database(*, guarded: bool = False) -> None:
    """Start the embedded PostgreSQL when no database address is given, and hand its address to child processes.

    Args:
        guarded: Start it anew whenever it dies while this process lives.

    Raises:
        NotInstalledError: There is neither an address nor an embedded server.
    """
    from kabinet.config.environment import environment

    env = environment()
    if env.database_url is None:
        folder = env.data_dir.resolve() / "postgres"
        if signal.getsignal(signal.SIGTERM) == signal.SIG_DFL and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, _leave)
        with needed_for("KABINET_DATABASE_URL is not set, and the embedded PostgreSQL"):
            os.environ["KABINET_DATABASE_URL"] = embedded.start(folder)
        environment.cache_clear()
        if guarded:
            embedded.Guard(folder).start()


def _leave(number: int, _frame: FrameType | None) -> None:
    """Leave in order when told to, even before the command has its own way: the last to leave stops the database."""
    sys.exit(128 + number)


def setup(*, guarded: bool = False) -> None:
    """Check the environment, start the database if it is ours, load Django.

    Args:
        guarded: As `start_database`; for what runs long.

    Exits with status 2 and one line a fault when a variable does not fit.
    """
    check_settings()
    start_database(guarded=guarded)
    import django

    django.setup()


def check_settings() -> None:
    """Leave with status 2 and one line a fault when a variable does not fit; before anything is begun."""
    from pydantic import ValidationError

    from kabinet.config.environment import environment

    try:
        environment()
    except ValidationError as error:
        for misfit in misfits(error):
            click.echo(misfit.sentence, err=True)
        sys.exit(2)


def misfits(error: "ValidationError") -> "Iterator[Misfit]":
    """Each variable that does not fit its type, or contradicts the others."""
    from kabinet.config.misfits import ContradictionError, Misfit

    for fault in error.errors(include_url=False, include_input=False):
        cause = fault.get("ctx", {}).get("error")
        if isinstance(cause, ContradictionError):
            yield from cause.misfits
        else:
            variable = f"KABINET_{str(fault['loc'][0]).upper()}"
            yield Misfit(variable, f"{variable}: {fault['msg']}", "docs/operating.md says what it means.")
