"""`kabinet history`: a database as full as that of a lender after years, for trials of speed."""

import click

from kabinet.cli.progress import Progress
from kabinet.cli.startup import check_settings, setup
from kabinet.cli.upkeep import STEPS_OF_UPKEEP, bring_up_to_date


@click.command()
@click.option(
    "--applications",
    default=100_000,
    show_default=True,
    type=click.IntRange(1_000, 9_000_000),
    help="How many; two clients come to five of them.",
)
@click.option("--seed", default=1, show_default=True, help="The same one draws the same history of the same length.")
@click.option(
    "--among-real-data", is_flag=True, help="Fill a database of a real organisation too: it cannot be undone."
)
def history(*, applications: int, seed: int, among_real_data: bool) -> None:
    """Fill the database with made-up clients, applications, loans, payments and events of four years.

    An empty database gets the demo's organisation first. Nobody is told of anything: nothing of it is sent.
    """
    check_settings()
    progress = Progress(2 + STEPS_OF_UPKEEP)
    with progress.step("База данных"):
        setup()
    bring_up_to_date(progress)
    from kabinet.cli.demo_data import ensure_demo_data
    from kabinet.cli.history.filling import Plan, fill, obstacle

    if found := obstacle(among_real_data=among_real_data):
        raise click.ClickException(found)
    with progress.step("Организация, заявки, займы, платежи и события") as tick:
        ensure_demo_data(lambda _done, _of: None)
        counts = fill(Plan(applications=applications, seed=seed), tick)
    for name, rows in counts.items():
        click.echo(f"  {name:<28}{rows:>12,}".replace(",", " "))
