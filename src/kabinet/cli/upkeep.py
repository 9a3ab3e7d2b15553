"""Keeping the database in step with the code."""

import sys

import click

from kabinet.cli.startup import setup


@click.command()
def migrate() -> None:
    """Bring the database and the static files up to date; safe to repeat and to run from two hosts at once."""
    setup()
    bring_up_to_date(verbosity=1)


def bring_up_to_date(*, verbosity: int = 0) -> None:
    """Migrate under a lock, make the cache table, collect static files."""
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext('kabinet.migrate'))")
        try:
            call_command("migrate", verbosity=verbosity, interactive=False)
            call_command("createcachetable", verbosity=verbosity)
        finally:
            cursor.execute("select pg_advisory_unlock(hashtext('kabinet.migrate'))")
    call_command("collectstatic", verbosity=0, interactive=False)


@click.command("add-staff")
@click.argument("name")
@click.argument("address")
@click.option(
    "--role",
    "roles",
    multiple=True,
    default=["administrator"],
    show_default=True,
    type=click.Choice(["manager", "senior_manager", "accountant", "administrator"]),
    help="May be given several times.",
)
def add_staff(name: str, address: str, roles: tuple[str, ...]) -> None:
    """Take somebody into the staff: the first administrator of a new site. They sign in with a code sent to ADDRESS."""
    setup()
    from kabinet.identity.actions.add_staff import add_staff as add
    from kabinet.kernel.access import SYSTEM
    from kabinet.kernel.errors import Refused

    try:
        add(actor=SYSTEM, full_name=name, address=address, roles=roles)
    except Refused as refused:
        raise click.ClickException(str(refused.message)) from refused
    click.echo(f"{name}: {', '.join(roles)}")


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own commands, for example `kabinet manage shell`."""
    setup()
    from django.core.management import execute_from_command_line

    execute_from_command_line([sys.argv[0] + " manage", *arguments])
