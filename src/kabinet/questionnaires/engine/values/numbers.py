"""Numbers and sums of money, as people and programs write them, kept exactly."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from kabinet.kernel.amounts import AmountError, read_money, read_number
from kabinet.questionnaires.engine.context import Context, Limits
from kabinet.questionnaires.engine.fields import Field, NumberOptions, options_of
from kabinet.questionnaires.engine.values.refusal import RefusedError

_BIGGEST: Final = 10**15


def clean_number(field: Field, raw: object, context: Context) -> int | str:
    """A number: an `int` for whole ones, else text with exactly the field's digits after the point.

    Raises:
        RefusedError: `number.*`.
    """
    options = options_of(field, NumberOptions)
    number = _parse(raw, "number", lambda text: read_number(text, options.decimals))
    if number != round(number, options.decimals):
        if not options.decimals:
            raise RefusedError("number.whole")
        raise RefusedError("number.decimals", maximum=options.decimals)
    _check_limits(number, strictest(options, context.limits.get(field.code)), "number")
    return str(round(number, options.decimals)) if options.decimals else int(number)


def clean_money(field: Field, raw: object, context: Context) -> str:
    """A sum in roubles as text with two decimals: `1 250 000,50` becomes `1250000.50`.

    Raises:
        RefusedError: `money.*`.
    """
    number = _parse(raw, "money", read_money)
    if number != round(number, 2):
        raise RefusedError("money.kopecks")
    _check_limits(number, strictest(options_of(field, NumberOptions), context.limits.get(field.code)), "money")
    return f"{number:.2f}"


def strictest(own: NumberOptions, given: Limits | None) -> Limits:
    """The limits in force for a field: its own and those of the moment, the stricter of each; a given step wins."""
    if given is None:
        return Limits(own.minimum, own.maximum, own.step)
    minima = [value for value in (own.minimum, given.minimum) if value is not None]
    maxima = [value for value in (own.maximum, given.maximum) if value is not None]
    return Limits(
        minimum=max(minima, default=None),
        maximum=min(maxima, default=None),
        step=own.step if given.step is None else given.step,
    )


def _parse(raw: object, kind: str, read: Callable[[str], Decimal]) -> Decimal:
    if isinstance(raw, str):
        try:
            return _plain_zero(read(raw))
        except AmountError as error:
            raise RefusedError(f"{kind}.{error.code}", part="", **error.params) from error
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise RefusedError(f"{kind}.format")
    if not abs(raw) < _BIGGEST:  # so that "not a number" is refused too
        raise RefusedError(f"{kind}.format")
    return _plain_zero(Decimal(str(raw)))


def _plain_zero(number: Decimal) -> Decimal:
    return number or Decimal(0)


def _check_limits(number: Decimal, limits: Limits, kind: str) -> None:
    if limits.minimum is not None and number < limits.minimum:
        raise RefusedError(f"{kind}.too_small", minimum=limits.minimum)
    if limits.maximum is not None and number > limits.maximum:
        raise RefusedError(f"{kind}.too_big", maximum=limits.maximum)
    if limits.step:
        start = limits.minimum or Decimal(0)
        if (number - start) % limits.step:
            raise RefusedError(f"{kind}.step", step=limits.step, minimum=start)
