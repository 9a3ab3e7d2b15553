"""What the books say after the storm."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from kabinet.cli.storm.play import Score
from kabinet.kernel.models import Event
from kabinet.lending.models import Operation
from kabinet.payments.events import SUCCEEDED
from kabinet.payments.models import AcquirerNotice, Payment
from kabinet.payments.providers import acquirer

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Line:
    """One loan after the storm.

    Attributes:
        contract: Its number.
        confirmed: What the acquirer says was paid, roubles.
        times: How often the loan was credited.
        credited: What was credited, roubles.
        status: Of the payment.
        events: How often `payment.succeeded` was recorded.
    """

    contract: str
    confirmed: Decimal
    times: int
    credited: Decimal
    status: str
    events: int

    @property
    def is_right(self) -> bool:
        """Credited once, with the very sum that was paid."""
        return (self.times, self.credited, self.status, self.events) == (1, self.confirmed, "succeeded", 1)


def verdict(score: Score, *, say: Say) -> bool:
    """Print the table and say whether everything is right."""
    lines = _lines()
    say("")
    say(f"{'договор':<10}{'оплачено':>12}{'зачислено':>12}{'раз':>5}  итог")
    for line in lines:
        outcome = "верно" if line.is_right else f"НЕВЕРНО ({line.status}, событий {line.events})"
        say(f"{line.contract:<10}{line.confirmed:>12}{line.credited:>12}{line.times:>5}  {outcome}")
    paid, credited = sum(line.confirmed for line in lines), sum(line.credited for line in lines)
    say(f"{'всего':<10}{paid:>12}{credited:>12}{sum(line.times for line in lines):>5}")
    say("")
    outcomes = AcquirerNotice.objects.values_list("outcome", flat=True)
    say(f"Уведомлений принято: {len(outcomes)}; запрошено состояние: {sum(name == 'checked' for name in outcomes)}")
    say(f"Заданий спасено: {score.rescued}; время: {score.seconds:.1f} с")
    right = sum(line.is_right for line in lines)
    books = bool(lines) and right == len(lines) and paid == credited
    nothing_lost = score.finished and score.sent == len(outcomes) and score.rescued >= score.killed_with > 0
    sound = books and nothing_lost
    say(f"Займов зачислено ровно один раз: {right} из {len(lines)}")
    say("Всё сошлось" if sound else "НЕ СОШЛОСЬ")
    return sound


def _lines() -> list[Line]:
    provider, lines = acquirer(), []
    for payment in Payment.objects.select_related("loan").order_by("loan__contract_number"):
        remote = provider.get_payment(str(payment.provider_id))
        sums = list(
            Operation.objects.filter(loan=payment.loan)
            .exclude(kind=Operation.Kind.DISBURSEMENT)
            .values_list("amount", flat=True)
        )
        lines.append(
            Line(
                contract=payment.loan.contract_number,
                confirmed=remote.amount if remote.state == "succeeded" else Decimal("0.00"),
                times=len(sums),
                credited=sum(sums, Decimal("0.00")),
                status=payment.status,
                events=Event.objects.filter(subject_id=payment.pk, name=SUCCEEDED).count(),
            )
        )
    return lines
