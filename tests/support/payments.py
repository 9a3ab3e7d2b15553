"""Payments for tests: an emulator as the acquirer, loans to pay, and the payer's moves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from kabinet.config.environment import environment
from kabinet.emulators.settings import EmulatorSettings, YooKassaSettings
from kabinet.emulators.testing import RunningEmulator, running_emulator
from kabinet.identity.models import User
from kabinet.kernel import clock, events
from kabinet.kernel.models import Event
from kabinet.lending.models import Loan, Operation
from kabinet.payments import providers
from kabinet.payments.actions.start_payment import start_payment
from kabinet.payments.models import Payment
from kabinet.payments.providers.yookassa import YooKassa
from tests.support.identity import actor_for, make_user
from tests.support.lending import make_application, make_approved_loan, make_issued_loan, make_limits, make_product

SUMS = make_limits(max_amount=Decimal("5000000.00"), min_payments=1, max_payments=60)
"""What may be lent for business."""
SHOP = YooKassaSettings(shop_id="100500", secret_key="test_secret")


@dataclass(frozen=True, slots=True)
class Till:
    """A running emulator and the acquirer that talks to it."""

    emulator: RunningEmulator
    acquirer: YooKassa

    def choose(self, payment: Payment, choice: str = "pay") -> str | None:
        """Press a button of the payment page."""
        assert payment.provider_id is not None
        return self.emulator.choose(payment.provider_id, choice)

    def refund(self, payment: Payment, amount: Decimal) -> dict[str, Any]:
        """Give money back the way the shop's staff do in YooKassa's own pages."""
        answer = self.emulator.client.post(
            "/yookassa/v3/refunds",
            json={"payment_id": payment.provider_id, "amount": {"value": f"{amount:.2f}", "currency": "RUB"}},
            headers={"Idempotence-Key": uuid4().hex},
            auth=(SHOP.shop_id, SHOP.secret_key),
        )
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def tamper(self, payment: Payment, **fields: Any) -> None:
        """Make the acquirer tell something else of a payment."""
        self.emulator.control(f"payments/{payment.provider_id}/tamper", fields)

    def requests(self, method: str, path: str = "") -> list[dict[str, Any]]:
        """What the acquirer was asked, newest first."""
        asked = self.emulator.requests("yookassa")
        return [entry for entry in asked if entry["method"] == method and path in entry["path"]]


@contextmanager
def open_till(*, timeout: float = 5.0) -> Iterator[Till]:
    """Run the emulator and let it be the acquirer while the block lasts."""
    settings = EmulatorSettings(yookassa=SHOP, retry_delays=(0.05, 0.1), hang_seconds=20.0)
    with running_emulator(settings) as emulator:
        acquirer = YooKassa(
            url=emulator.yookassa_url,
            shop_id=SHOP.shop_id,
            secret_key=SHOP.secret_key,
            timeout=timeout,
            networks=environment().yookassa_networks,
        )
        try:
            with providers.using(acquirer):
                yield Till(emulator, acquirer)
        finally:
            acquirer.close()


BUSINESS_TERMS: dict[str, Any] = {
    "annual_rate": "24",
    "method": "annuity",
    "annuity": "exact",
    "day_count": "act/act",
    "rounding": "half_up",
}


def make_loan(
    *,
    number: int = 1,
    account: User | None = None,
    amount: Decimal = Decimal("100000.00"),
    issued: date | None = None,
    payments: int = 12,
    status: str = Loan.Status.ISSUED,
    with_schedule: bool = True,
) -> Loan:
    """A business loan at 24 % a year of the borrower and with the contract of that number."""
    days_ago = (clock.today() - (issued or clock.today())).days
    borrower = account or make_user(phone=None, email=f"borrower-{number}@mail.example", full_name=f"Заёмщик {number}")
    with events.history():
        with clock.frozen(clock.now() - timedelta(days=days_ago)):
            product = make_product(f"razvitie-{number}", regime="business", terms=BUSINESS_TERMS, limits=SUMS)
            application = make_application(product, borrower, amount=amount, payments=payments)
        contract = f"ДЗ-{number:04d}"
        if status == Loan.Status.APPROVED:
            return make_approved_loan(application, contract_number=contract)
        return make_issued_loan(application, days_ago=days_ago, publish=with_schedule, contract_number=contract)


def token() -> str:
    """A form that was not sent before."""
    return uuid4().hex


def pay(loan: Loan, amount: str = "5000.00", **changes: Any) -> Payment:
    """Start a payment of another sum as the borrower."""
    arguments: dict[str, Any] = {
        "actor": actor_for(loan.account),
        "loan_id": loan.pk,
        "purpose": "other",
        "amount": Decimal(amount),
        "form_token": token(),
    }
    return start_payment(**{**arguments, **changes})


def credited(loan: Loan) -> list[tuple[str, Decimal]]:
    """Kinds and sums of the money that moved on a loan, in order."""
    rows = Operation.objects.filter(loan=loan).exclude(kind=Operation.Kind.DISBURSEMENT).order_by("created_at", "id")
    return list(rows.values_list("kind", "amount"))


def event_names() -> list[str]:
    """What the log tells of payments, in order."""
    return list(Event.objects.filter(name__startswith="payment.").order_by("id").values_list("name", flat=True))
