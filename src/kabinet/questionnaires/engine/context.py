"""What the engine must be told about the moment, since it has no clock and reads nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a number or money field that are known only at run time, such as those of a loan product.

    A bound that is `None` leaves the questionnaire's own in force; of two bounds the stricter one counts.

    Attributes:
        minimum: The least value, in the field's unit (roubles for money).
        maximum: The greatest value.
        step: Values go by this step, counted from the minimum.
    """

    minimum: Decimal | None = None
    maximum: Decimal | None = None
    step: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """The moment in which answers are judged.

    Attributes:
        today: The organisation's calendar day.
        limits: Limits by field code.
        earliest: The day it still is where it is earliest among applicants; today by default.
        latest: The day it already is where it is latest among applicants; today by default.
    """

    today: date
    limits: Mapping[str, Limits] = field(default_factory=dict)
    earliest: date | None = None
    latest: date | None = None

    @property
    def days(self) -> tuple[date, date]:
        """The days that are today somewhere among applicants, the first and the last of them."""
        return self.earliest or self.today, self.latest or self.today
