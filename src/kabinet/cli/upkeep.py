"""Keeping the database in step with the code."""

import io
import sys

import click

from kabinet.cli.progress import Progress, Tick
from kabinet.cli.startup import check_settings, setup
from kabinet.identity.roles import Role

STEPS_OF_UPKEEP = 2


@click.command()
def migrate() -> None:
    """Bring the database and the static files up to date; safe to repeat and to run from two hosts at once."""
    check_settings()
    progress = Progress(1 + STEPS_OF_UPKEEP)
    with progress.step("База данных"):
        setup()
    bring_up_to_date(progress)


def bring_up_to_date(progress: Progress) -> None:
    """Migrate under a lock, make the cache table, collect static files: `STEPS_OF_UPKEEP` steps."""
    from django.core.management import call_command
    from django.db import connection

    with progress.step("Таблицы базы данных") as tick, connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext('kabinet.migrate'))")
        try:
            migrate_with(tick)
            call_command("createcachetable", verbosity=0)
        finally:
            cursor.execute("select pg_advisory_unlock(hashtext('kabinet.migrate'))")
    with progress.step("Оформление страниц"):
        call_command("collectstatic", verbosity=0, interactive=False)


def migrate_with(tick: Tick) -> None:
    """Apply the migrations that wait, and count them."""
    from django.core import management

    waiting = _waiting()

    class Counter(io.StringIO):
        """Hears of each migration that is applied."""

        applied = 0

        def write(self, text: str) -> int:
            """Count the good news."""
            if " OK" in text:
                self.applied += 1
                tick(self.applied, waiting)
            return len(text)

    management.call_command("migrate", verbosity=1, interactive=False, no_color=True, stdout=Counter())


def _waiting() -> int:
    """How many migrations are not applied yet."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@click.command("add-staff")
@click.argument("name")
@click.argument("address")
@click.option(
    "--role",
    "roles",
    multiple=True,
    default=["administrator"],
    show_default=True,
    type=click.Choice(Role.values),
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


@click.command()
def rights() -> None:
    """Say which rights there are, what each allows, and which roles bring it."""
    setup()
    from kabinet.identity.presentation import right_lines

    for line in right_lines():
        click.echo(f"{line.right:<24}{line.right.sentence}\n{'':<24}{', '.join(line.roles)}")


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own commands, for example `kabinet manage shell`."""
    setup()
    from django.core.management import execute_from_command_line

    execute_from_command_line([sys.argv[0] + " manage", *arguments])


@click.command()
def clock() -> None:
    """Say what runs by the clock: when (cron, UTC), why, and what happens when a turn is missed."""
    setup()
    from kabinet.kernel.jobs import SCHEDULE

    for turn in sorted(SCHEDULE, key=lambda turn: turn.routine):
        click.echo(f"{turn.routine:<28}{turn.cron:<14}{turn.why}\n{'':42}{turn.missed}")


@click.command()
def reseal() -> None:
    """After the site's key was changed, seal the secrets of connections under the new one; safe to repeat.

    Exit status 1 when some cannot be read: their key is neither KABINET_SECRET_KEY nor KABINET_SECRET_KEY_PREVIOUS.
    """
    setup()
    from kabinet.kernel.connections.actions.reseal_connections import reseal_connections

    resealed = reseal_connections()
    click.echo(f"Запечатано новым ключом: {resealed.done}")
    for name in resealed.unreadable:
        click.echo(f"Не прочитать: {name}. Введите секреты заново в разделе «Подключения».", err=True)
    sys.exit(1 if resealed.unreadable else 0)
