"""The command line of the storm."""

import sys

import click


@click.command()
@click.option("--payments", default=50, show_default=True, type=click.IntRange(1, 500), help="Payments to make.")
@click.option(
    "--notifications", default=1000, show_default=True, type=click.IntRange(1, 100_000), help="Notifications in all."
)
@click.option("--seed", default=1, show_default=True, help="Of the shuffling.")
@click.option("--patience", default=120.0, show_default=True, help="Seconds to wait for the end.")
def storm(*, payments: int, notifications: int, seed: int, patience: float) -> None:
    """Prove that every loan is credited exactly once, whatever happens to notifications and workers.

    Notifications come shuffled and duplicated, a third of them before the payer returns; of two workers one is killed
    in the middle of its work. Takes place in a scratch database; exits with status 1 when anything differs.
    """
    from kabinet.cli.storm.scratch import storm_place

    with storm_place() as place:
        from kabinet.cli.storm.play import Plan, play
        from kabinet.cli.storm.verdict import verdict

        score = play(place, Plan(payments, notifications, seed, patience), say=click.echo)
        sound = verdict(score, say=click.echo)
    sys.exit(0 if sound else 1)
