"""Methods of repayment: how principal and interest spread over the periods.

Everything is in whole kopecks; each function returns the principal and the interest of every instalment.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import gcd

from kabinet.lending.engine.periods import Periods, nominal_rate
from kabinet.lending.engine.rounding import round_ratio, round_to_multiple, to_kopecks, to_roubles
from kabinet.lending.engine.terms import Terms, TermsError

Split = tuple[list[int], list[int]]


def interest_on(balances: list[int] | int, rates: list[int], denominator: int, *, half_even: bool) -> list[int]:
    """Return the interest of each period on its balance, or on one balance for all."""
    if isinstance(balances, int):
        balances = [balances] * len(rates)
    return [
        round_ratio(balance * rate, denominator, half_even=half_even)
        for balance, rate in zip(balances, rates, strict=True)
    ]


def split(terms: Terms, periods: Periods) -> Split:
    """Spread a loan over its periods by the method of its terms.

    Raises:
        TermsError: The instalment asked for does not fit the loan.
    """
    amount = to_kopecks(terms.amount)
    if terms.method == "annuity":
        return _annuity(terms, periods, amount)
    half_even = terms.rounding == "half_even"
    if terms.method in {"bullet", "single"}:
        interest = interest_on(amount, periods.rates, periods.denominator, half_even=half_even)
        return [0] * (terms.payments - 1) + [amount], interest
    return _equal_principal(terms, periods, amount)


def _equal_principal(terms: Terms, periods: Periods, amount: int) -> Split:
    """Equal parts of the principal; interest on the balance, or with `flat` always on the whole amount."""
    half_even = terms.rounding == "half_even"
    multiple = to_kopecks(terms.instalment_multiple)
    parts = terms.payments - terms.grace_principal
    part = round_ratio(amount, parts, half_even=half_even)
    if part * (parts - 1) >= amount:
        part = amount // parts
    principals: list[int] = []
    interests: list[int] = []
    balance, last = amount, terms.payments - 1
    for index, rate in enumerate(periods.rates):
        base = amount if terms.method == "flat" else balance
        interest = round_ratio(base * rate, periods.denominator, half_even=half_even)
        principal = 0
        if index == last:
            principal = balance
        elif index >= terms.grace_principal:
            payment = round_to_multiple(part + interest, 1, multiple, half_even=half_even)
            principal = max(payment - interest, 0)
            if principal >= balance:
                raise _too_coarse(terms)
        principals.append(principal)
        interests.append(interest)
        balance -= principal
    if multiple > 1 and parts > 1 and not any(principals[:-1]):
        raise _too_coarse(terms)
    return principals, interests


def _too_coarse(terms: Terms) -> TermsError:
    return TermsError(
        "instalment_multiple", "multiple_too_coarse", multiple=terms.instalment_multiple, payments=terms.payments
    )


@dataclass(frozen=True, slots=True)
class _Loan:
    """What an annuity repays: the periods after the grace, in lowest terms."""

    amount: int
    rates: list[int]
    denominator: int
    half_even: bool


@dataclass(frozen=True, slots=True)
class _Run:
    """An annuity carried through.

    Attributes:
        payment: The equal instalment.
        principals: Of each instalment.
        interests: Of each instalment.
        repaid_in: Number of the instalment before the last that repays everything, or 0.
        short: The interest of a period that the instalment does not exceed, or 0.
    """

    payment: int
    principals: list[int]
    interests: list[int]
    repaid_in: int
    short: int

    @property
    def gap(self) -> int:
        """How far the last instalment is from the others."""
        return self.principals[-1] + self.interests[-1] - self.payment


def _run(loan: _Loan, payment: int) -> _Run:
    balance, denominator, half_even = loan.amount, loan.denominator, loan.half_even
    half, repaid_in, short = denominator // 2, 0, 0
    principals: list[int] = []
    interests: list[int] = []
    for rate in loan.rates[:-1]:
        if half_even:
            interest = round_ratio(balance * rate, denominator, half_even=True)
        else:
            # round_ratio written out, the hot spot of the engine. An odd denominator has no ties: a floored half does.
            interest = (balance * rate + half) // denominator
        principal = payment - interest
        if not 0 < principal < balance:
            if principal >= balance:
                repaid_in = repaid_in or len(principals) + 1
                principal = balance
            else:
                # Interest is never carried over: it is paid in full, and the principal waits.
                short = max(short, interest)
                principal = 0
        interests.append(interest)
        principals.append(principal)
        balance -= principal
    interests.append(round_ratio(balance * loan.rates[-1], denominator, half_even=half_even))
    principals.append(balance)
    return _Run(payment, principals, interests, repaid_in, short)


def _annuity(terms: Terms, periods: Periods, amount: int) -> Split:
    half_even = terms.rounding == "half_even"
    grace = terms.grace_principal
    loan = _Loan(amount, periods.rates[grace:], periods.denominator, half_even)
    run = _fixed(terms, loan) if terms.instalment is not None else _found(terms, loan)
    if not grace:
        return run.principals, run.interests
    early = interest_on(amount, periods.rates[:grace], periods.denominator, half_even=half_even)
    return [0] * grace + run.principals, early + run.interests


def _fixed(terms: Terms, loan: _Loan) -> _Run:
    """Carry a fixed instalment through: the principal may wait for dear periods to pass, and may be repaid sooner."""
    instalment = terms.instalment or terms.amount
    run = _run(loan, to_kopecks(instalment))
    if run.short and _never_repays(terms, loan, run):
        raise TermsError("instalment", "instalment_too_small", instalment=instalment, interest=to_roubles(run.short))
    if run.repaid_in:
        return replace(run, principals=run.principals[: run.repaid_in], interests=run.interests[: run.repaid_in])
    return run


def _never_repays(terms: Terms, loan: _Loan, run: _Run) -> bool:
    """Tell whether a fixed instalment exceeds neither the interest of a nominal period nor what would be found."""
    numerator, denominator = nominal_rate(terms)
    if run.payment * denominator > loan.amount * numerator:
        return False
    multiple = 1 if not any(run.principals[:-1]) else to_kopecks(terms.instalment_multiple)
    return run.payment < _best(terms, loan, multiple).payment


def _found(terms: Terms, loan: _Loan) -> _Run:
    multiple = to_kopecks(terms.instalment_multiple)
    run = _best(terms, loan, multiple)
    if multiple > 1 and len(loan.rates) > 1 and not any(run.principals[:-1]):
        raise _too_coarse(terms)
    return run


def _best(terms: Terms, loan: _Loan, multiple: int) -> _Run:
    """Carry the instalment through that the formula of the terms gives, levelled and lowered where it must be."""
    numerator, denominator = _exact_payment(loan) if terms.annuity == "exact" else _nominal_payment(terms, loan)
    run = _run(loan, round_to_multiple(numerator, denominator, multiple, half_even=loan.half_even))
    if terms.annuity == "exact":
        run = _levelled(loan, run, multiple)
    return _lowered(loan, run.payment, multiple) if run.repaid_in else run


def _levelled(loan: _Loan, run: _Run, multiple: int) -> _Run:
    """Move the instalment of an exact annuity to where the last one differs least from the others.

    The formula is a kopeck or so away, for it does not round interest. Where the interest of a period exceeds the
    instalment the formula would carry it over, and the instalment is searched for.
    """
    settled = len(loan.rates) * multiple
    if run.short:
        run, settled = _searched(loan, run.payment // multiple, multiple), 0
    # A step of the instalment changes the gap by a step for each payment at least: half as much cannot be bettered.
    while 2 * abs(run.gap) > settled:
        other = _run(loan, run.payment + (multiple if run.gap > 0 else -multiple))
        if abs(other.gap) >= abs(run.gap) or other.repaid_in:
            break
        run = other
    return run


def _searched(loan: _Loan, high: int, multiple: int) -> _Run:
    """Return the smallest instalment of up to `high` steps whose last one is not greater.

    The greater the instalment, the smaller the last one.
    """
    low = 0
    while high - low > 1:
        middle = (low + high) // 2
        if _run(loan, middle * multiple).gap > 0:
            low = middle
        else:
            high = middle
    return _run(loan, high * multiple)


def _lowered(loan: _Loan, payment: int, multiple: int) -> _Run:
    """Lower an instalment that repays too soon, so that something is left for the last one.

    Rounding up can do that, and so can a nominal instalment whose real periods are shorter than nominal ones. Then
    the exact instalment, rounded down, fits but for the rounding of interest: a step less. At rates at which interest
    outgrows the instalment even that may not do, and the greatest instalment that fits is searched for.
    """
    numerator, denominator = _exact_payment(loan)
    low, high = 0, min(payment // multiple, numerator // (denominator * multiple) + 1)
    for step in (high - 1, high - 2):
        run = _run(loan, max(step, 0) * multiple)
        if not run.repaid_in:
            return run
    while high - low > 1:
        middle = (low + high) // 2
        if _run(loan, middle * multiple).repaid_in:
            high = middle
        else:
            low = middle
    return _run(loan, low * multiple)


def _nominal_payment(terms: Terms, loan: _Loan) -> tuple[int, int]:
    """P · i / (1 − (1 + i)⁻ⁿ) in whole numbers, with i of one nominal period."""
    numerator, denominator = nominal_rate(terms)
    count = len(loan.rates)
    if numerator == 0:
        return loan.amount, count
    common = gcd(numerator, denominator)
    numerator, denominator = numerator // common, denominator // common
    growth = (denominator + numerator) ** count
    return loan.amount * numerator * growth, denominator * (growth - denominator**count)


def _exact_payment(loan: _Loan) -> tuple[int, int]:
    """P · Π(1 + rₖ) / fₙ with f₁ = 1, fₖ = 1 + fₖ₋₁ · (1 + rₖ), in whole numbers over powers of the denominator."""
    common = gcd(loan.denominator, *loan.rates)
    unit = loan.denominator // common
    growth, factor, power = 1, 0, 1
    for rate in loan.rates:
        step = unit + rate // common
        growth *= step
        factor = power + factor * step
        power *= unit
    # growth is Π(1 + rₖ) · unitⁿ, factor is fₙ · unitⁿ⁻¹.
    return loan.amount * growth, unit * factor
