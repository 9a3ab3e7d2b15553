"""`kabinet doctor`: what is wrong with the installation, and what to do about it."""

import sys
from collections.abc import Callable, Generator, Iterator

import click

from kabinet.cli.doctor.finding import Finding, Verdict

SIGNS: dict[Verdict, str] = {"ok": "  ok  ", "warning": " note ", "fault": "FAULT "}


@click.command()
def doctor() -> None:
    """Check settings, database, files and outside services. Exit status 1 when something is broken."""
    from kabinet.cli.doctor.variables import make_loadable

    findings = [*make_loadable(), *examine()]
    for finding in findings:
        click.echo(f"[{SIGNS[finding.verdict]}] {finding.what}")
        if finding.advice:
            click.echo(f"         {finding.advice}")
    faults = sum(finding.verdict == "fault" for finding in findings)
    click.echo(f"{faults} to mend" if faults else "Nothing to mend")
    sys.exit(1 if faults else 0)


def examine() -> Iterator[Finding]:
    """All findings, in the order in which they are worth mending; what breaks one check leaves the others."""
    from kabinet.cli.doctor import services, variables, way

    yield from _safely(variables.examine_variables)
    if not (yield from _safely(services.prepare)):
        yield from _safely(services.database)
        yield from _safely(services.migrations)
        yield from _safely(services.worker)
    for check in (services.files, way.examine_way, services.connections):
        yield from _safely(check)


def _safely(check: Callable[[], Iterator[Finding]]) -> Generator[Finding, None, bool]:
    """Run one check; returns whether it broke or found a fault."""
    broken = False
    try:
        for finding in check():
            broken = broken or finding.verdict == "fault"
            yield finding
    except Exception as error:  # noqa: BLE001 - whatever broke is the finding
        name = check.__name__.removeprefix("examine_")
        yield Finding("fault", f"{name}: {type(error).__name__}: {error}"[:300])
        return True
    return broken
