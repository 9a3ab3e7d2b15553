"""Payments for tests: an emulator as the acquirer, loans to pay, and the payer's moves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

from kabinet.cli.storm.loans import make_account, make_loan
from kabinet.config.environment import environment
from kabinet.emulators.settings import EmulatorSettings, YooKassaSettings
from kabinet.emulators.testing import RunningEmulator, running_emulator
from kabinet.identity.models import User
from kabinet.kernel.access import Actor, Role
from kabinet.lending.models import Loan, Operation
from kabinet.payments import providers
from kabinet.payments.actions.start_payment import start_payment
from kabinet.payments.models import Payment
from kabinet.payments.providers.yookassa import YooKassa
from tests.support.identity import actor_for

__all__ = ["Till", "actor_for", "credited", "make_account", "make_loan", "open_till", "pay", "staff_actor", "token"]

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


def staff_actor(role: Role = Role.ACCOUNTANT) -> Actor:
    """A member of staff as an actor."""
    user = User.objects.create(email=f"{uuid4().hex}@office.example", full_name="Анна Ильина", roles=[role])
    return actor_for(user)


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
