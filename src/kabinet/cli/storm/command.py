"""The command line of the storm."""

import sys

import click


@click.command()
@click.option("--payments", default=50, show_default=True, type=click.IntRange(1, 500), help="Payments to make.")
@click.option(
    "--notifications", default=1000, show_default=True, type=click.IntRange(1, 100_000), help="Notifications in all."
)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(2, 8), help="One of them is killed.")
@click.option("--seed", default=1, show_default=True, help="Of the shuffling.")
@click.option("--patience", default=50.0, show_default=True, help="Seconds to wait for the end.")
def storm(*, payments: int, notifications: int, workers: int, seed: int, patience: float) -> None:
    """Prove that every loan is credited exactly once, whatever happens to notifications and workers.

    Works on a scratch database of its own and an emulator of YooKassa; exits with status 1 when anything differs.
    """
    from kabinet.cli.storm.scratch import scratch_database

    with scratch_database():
        from kabinet.cli.storm.play import Plan, play

        sound = play(Plan(payments, notifications, workers, seed, patience), echo=click.echo)
    sys.exit(0 if sound else 1)
