"""Where the sums of a schedule came from."""

from dataclasses import dataclass
from decimal import Decimal

from kabinet.kernel.money import ZERO, quantize
from kabinet.lending.engine import EngineError, Explanation, Row, Segment, build_schedule, explain_row, parse_terms
from kabinet.lending.models import Schedule


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days that cost the same each, ready to be read.

    Attributes:
        segment: Days, rate, base of the year and balance.
        interest: What they cost, rounded to kopecks for reading; see `InstalmentExplanation.rounding`.
    """

    segment: Segment
    interest: Decimal


@dataclass(frozen=True, slots=True)
class InstalmentExplanation:
    """Where an instalment's sums came from.

    Attributes:
        given: The engine's explanation.
        stretches: What its interest adds up from.
        first_instalment: The equal instalment of the schedule, roubles; None when payments are not equal.
    """

    given: Explanation
    stretches: tuple[Stretch, ...]
    first_instalment: Decimal | None

    @property
    def rounding(self) -> Decimal:
        """What the stretches, each rounded for reading, lack to the interest, which is rounded once; roubles."""
        return self.given.interest - sum((stretch.interest for stretch in self.stretches), ZERO)


def explanations(schedule: Schedule, rows: tuple[Row, ...]) -> dict[int, InstalmentExplanation]:
    """Explanations by number of instalment, worked out anew from the published terms. No query.

    Args:
        schedule: A published version.
        rows: Its rows. One that today's engine would not repeat is left out: a wrong reason is worse than none.
    """
    try:
        built = build_schedule(parse_terms(schedule.terms))
    except EngineError:
        return {}
    level = {row.payment for row in built.rows[:-1]}
    instalment = built.rows[0].payment if len(level) == 1 and built.terms.method in {"annuity", "flat"} else None
    return {
        row.number: explain(explain_row(built, row.number), instalment)
        for row, again in zip(rows, built.rows, strict=False)
        if row == again
    }


def explain(given: Explanation, instalment: Decimal | None) -> InstalmentExplanation:
    """Make the engine's explanation ready to be read.

    Args:
        given: The engine's.
        instalment: The equal instalment of the schedule, roubles; None when payments are not equal.
    """
    stretches = tuple(Stretch(segment, _kopecks(segment)) for segment in given.segments)
    return InstalmentExplanation(given, stretches, instalment)


def _kopecks(segment: Segment) -> Decimal:
    return quantize(Decimal(segment.interest.numerator) / Decimal(segment.interest.denominator))
