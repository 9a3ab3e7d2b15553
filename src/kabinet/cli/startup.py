"""What most subcommands do first."""

import os
import sys

import click

from kabinet.config import embedded


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
        for fault in error.errors():
            where = "_".join(str(part) for part in fault["loc"])
            said = fault["msg"].removeprefix("Value error, ")
            click.echo(f"KABINET_{where.upper()}: {said}" if where else said, err=True)
        sys.exit(2)
    import django

    django.setup()
