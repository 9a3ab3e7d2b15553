"""What most subcommands do first."""

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from kabinet.config import embedded

if TYPE_CHECKING:
    from pydantic import ValidationError

    from kabinet.config.environment import Misfit


def start_database() -> None:
    """Start the embedded PostgreSQL when no database address is given, and hand its address to child processes."""
    from kabinet.config.environment import environment

    env = environment()
    if env.database_url is None:
        os.environ["KABINET_DATABASE_URL"] = embedded.start(env.data_dir.resolve() / "postgres")
        environment.cache_clear()


def setup() -> None:
    """Check the environment, start the database if it is ours, load Django.

    Exits with status 2 and one line a fault when a variable does not fit.
    """
    from pydantic import ValidationError

    try:
        start_database()
    except ValidationError as error:
        for misfit in misfits(error):
            click.echo(misfit.sentence, err=True)
        sys.exit(2)
    import django

    django.setup()


def misfits(error: "ValidationError") -> "Iterator[Misfit]":
    """Each variable that does not fit its type, or contradicts the others."""
    from kabinet.config.environment import Contradictory, Misfit

    for fault in error.errors(include_url=False, include_input=False):
        cause = fault.get("ctx", {}).get("error")
        if isinstance(cause, Contradictory):
            yield from cause.misfits
        else:
            variable = f"KABINET_{str(fault['loc'][0]).upper()}"
            yield Misfit(variable, f"{variable}: {fault['msg']}", "docs/operating.md says what it means.")
