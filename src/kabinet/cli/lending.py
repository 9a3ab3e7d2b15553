"""`kabinet schedule` and `kabinet psk`: the loan engine on the command line."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import IO, Any, NoReturn

import click

from kabinet.lending.engine import (
    EngineError,
    Schedule,
    build_schedule,
    full_cost_of_credit,
    parse_flows,
    parse_terms,
    schedule_as_dict,
)

_LARGEST = 10_000_000
_COLUMNS = ("number", "due", "days", "payment", "principal", "interest", "balance")


class Refusal(click.ClickException):
    """Input that nothing can be made of: one line on stderr and exit status 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message on one line."""
        click.echo(f"kabinet: {self.format_message()}", err=file is None, file=file)


def _read(path: str) -> str:
    """Return the text of a file, or of the standard input for `-`."""
    name = "standard input" if path == "-" else path if path.isprintable() else repr(path)
    try:
        if path == "-":
            data = sys.stdin.buffer.read(_LARGEST + 1)
        else:
            with Path(path).open("rb") as file:
                data = file.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise Refusal(f"cannot read {name}: {reason or 'not a file'}") from None
    if len(data) > _LARGEST:
        raise Refusal(f"cannot read {name}: larger than {_LARGEST} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal(f"{name}: not UTF-8 text") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _no_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("a name is given twice")
    return result


def _load(path: str) -> object:
    """Read JSON, with numbers exactly as they are written."""
    text = _read(path)
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_no_repeats)
    except json.JSONDecodeError as error:
        raise Refusal(f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None
    except (ValueError, ArithmeticError):
        raise Refusal("not JSON that can be read: a number is impossible or a name is given twice") from None
    except RecursionError:
        raise Refusal("not JSON that can be read: nested too deeply") from None


def _as_json(schedule: Schedule) -> str:
    return json.dumps(schedule_as_dict(schedule), ensure_ascii=False, indent=1)


def _as_csv(schedule: Schedule) -> str:
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(schedule.rows)
    return buffer.getvalue().rstrip("\n")


def _as_table(schedule: Schedule) -> str:
    totals = schedule.totals
    lines = [_COLUMNS, *(tuple(map(str, row)) for row in schedule.rows)]
    lines.append(("total", "", "", str(totals.payment), str(totals.principal), str(totals.interest), ""))
    widths = [max(len(line[column]) for line in lines) for column in range(len(_COLUMNS))]
    table = ["  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    psk = schedule.psk
    remarks = [f"remark: {remark}" for remark in schedule.remarks]
    cost = f"full cost of credit: {psk.percent} % a year, {psk.roubles} roubles"
    return "\n".join([*table, "", cost, *remarks])


_FORMATS: dict[str, Callable[[Schedule], str]] = {"table": _as_table, "json": _as_json, "csv": _as_csv}


@click.command()
@click.option("--terms", "path", metavar="FILE|-", help="Terms of the loan as JSON; - reads the standard input.")
@click.option("--format", "form", type=click.Choice(list(_FORMATS)), default="table", show_default=True)
def schedule(path: str | None, form: str) -> None:
    """Print the schedule of payments that follows from the terms of a loan."""
    if path is None:
        raise Refusal("--terms FILE is missing; - reads the standard input")
    source = _load(path)
    try:
        built = build_schedule(parse_terms(source))
        text = _FORMATS[form](built)
    except EngineError as error:
        raise Refusal(str(error)) from None
    click.echo(text)
    if form == "csv":
        # What a programme reads stays rows alone.
        for remark in built.remarks:
            click.echo(f"kabinet: remark: {remark}", err=True)


@click.command()
@click.argument("path", metavar="FILE|-", required=False)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def psk(path: str | None, form: str) -> None:
    """Print the full cost of credit of flows: [[date, amount], ...], what is lent with a minus."""
    if path is None:
        raise Refusal("a FILE of flows is missing; - reads the standard input")
    source = _load(path)
    try:
        found = full_cost_of_credit(parse_flows(source))
    except EngineError as error:
        raise Refusal(str(error)) from None
    if form == "json":
        values = {"percent": str(found.percent), "base_period": found.base_period, "roubles": str(found.roubles)}
        click.echo(json.dumps(values))
        return
    click.echo(f"{found.percent} % a year, base period {found.base_period}")
