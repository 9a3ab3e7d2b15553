"""What happened at the made-up organisation over the last year, told through the product's own actions."""

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from kabinet.applications.actions.assign_manager import assign_manager
from kabinet.applications.actions.decline_application import decline_application
from kabinet.applications.actions.save_step import save_step
from kabinet.applications.actions.start_application import start_application
from kabinet.applications.actions.submit_application import submit_application
from kabinet.applications.actions.withdraw_application import withdraw_application
from kabinet.cli.demo_data.answers import Steps, business_answers, consumer_answers
from kabinet.cli.demo_data.people import DemoPerson, people
from kabinet.cli.demo_data.till import PastTill
from kabinet.cli.progress import Tick
from kabinet.config.environment import environment
from kabinet.identity.models import User
from kabinet.identity.roles import Role
from kabinet.kernel import clock
from kabinet.kernel.access import SYSTEM, Actor
from kabinet.lending.actions.approve_loan import approve_loan
from kabinet.lending.actions.issue_loan import issue_loan
from kabinet.lending.actions.publish_schedule import publish_schedule
from kabinet.lending.actions.record_repayment import record_repayment
from kabinet.lending.models import Instalment, Loan
from kabinet.payments.actions.confirm_payment import confirm_payment
from kabinet.payments.actions.start_payment import start_payment
from kabinet.payments.models import Payment
from kabinet.payments.providers import using
from kabinet.payments.providers.base import Reason

CLIENTS = 200
DECLINED_SHARE = 0.1
"""Of online payments, those that a bank declines at first."""
SHOWN_CLIENT_PHONE = "+7 900 000-00-01"
"""The client whom the demo's first screen names: number 1, with a loan that is partly repaid."""

REASONS = (
    "Доход не позволяет платить по займу вместе с другими обязательствами.",
    "По двум другим займам есть просроченная задолженность.",
    "Данные паспорта не подтвердились. Проверьте их и подайте заявку ещё раз.",
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a client asks for: product, sum in roubles, number of payments, days between payments."""

    product: str
    amount: int
    payments: int
    period_days: int

    @property
    def is_business(self) -> bool:
        """Whether the questionnaire for businesses is filled in."""
        return self.product == "razvitie-biznesa"


def tell(tick: Tick) -> None:
    """Live through the year; `tick` hears of each client who has."""
    chance = random.Random(7)
    managers = [_actor(user) for user in User.objects.filter(roles__contains=[Role.MANAGER]).order_by("email")]
    till = PastTill(environment().yookassa_shop_id)
    clients = [
        _Client(person, _wish(person, chance), manager=chance.choice(managers), chance=chance, till=till)
        for person in people(CLIENTS)
    ]
    with using(till):
        for number, client in enumerate(sorted(clients, key=lambda client: client.moment), 1):
            with transaction.atomic():
                client.live()
            tick(number, len(clients))


def moment_of(on: date) -> datetime:
    """When money of a day came in: in the morning, but never later than now."""
    return min(datetime.combine(on, time(9, 30), UTC), clock.now())


def _actor(user: User) -> Actor:
    return Actor(kind="staff", user_id=user.pk, name=user.full_name, rights=user.rights)


def _wish(person: DemoPerson, chance: random.Random) -> Wish:
    if person.number == 1:
        return Wish("lichnye-celi", 120_000, 12, 30)
    product = chance.choices(("do-zarplaty", "lichnye-celi", "razvitie-biznesa"), weights=(4, 4, 2))[0]
    if product == "do-zarplaty":
        return Wish("do-zarplaty", chance.randrange(6, 61) * 500, chance.randrange(1, 7), 14)
    if product == "lichnye-celi":
        return Wish("lichnye-celi", chance.randrange(6, 61) * 5_000, chance.choice((6, 9, 12, 18, 24)), 30)
    return Wish("razvitie-biznesa", chance.randrange(4, 60) * 50_000, chance.choice((12, 18, 24, 36)), 30)


class _Client:
    """One client on the way from the first answer to the last instalment, as far as they get."""

    def __init__(
        self, person: DemoPerson, wish: Wish, *, manager: Actor, chance: random.Random, till: PastTill
    ) -> None:
        self.till = till
        self.person = person
        self.wish = wish
        self.manager = manager
        self.chance = chance
        self.fate, days = self._fate()
        self.moment = clock.now() - timedelta(days=days, minutes=chance.randrange(600))

    def _fate(self) -> tuple[Callable[[], None], int]:
        """What becomes of the client, and how many days ago it began."""
        if self.person.number == 1:
            return self._borrow, 160
        fates = {
            (0, 10): (self._leave_unfinished, 0, 10),
            (1, 11): (self._wait, 0, 3),
            (2, 12): (self._hear_no, 5, 200),
            (3,): (self._withdraw, 5, 90),
            (13,): (self._get_approval, 1, 4),
        }
        longest = min(330, self.wish.payments * self.wish.period_days + 60)
        fate, least, most = next(
            (fate for places, fate in fates.items() if self.person.number % 20 in places), (self._borrow, 12, longest)
        )
        return fate, self.chance.randrange(least, most)

    def live(self) -> None:
        """Live the fate."""
        self.fate()

    def _after(self, **time: float) -> AbstractContextManager[datetime]:
        """The clock stands so much later than the application was begun."""
        return clock.frozen(self.moment + timedelta(**time))

    def _leave_unfinished(self) -> None:
        self._apply(steps=self.chance.randrange(1, 7))

    def _apply(self, *, steps: int | None = None) -> UUID:
        """Sign up and fill the application in: `steps` of it, or all and send it."""
        with self._after():
            user = User(
                phone=self.person.phone,
                phone_confirmed_at=self.moment,
                full_name=self.person.full_name,
                created_at=self.moment,
            )
            user.set_unusable_password()
            user.save()
            actor = Actor(kind="client", user_id=user.pk, name=user.full_name)
            written = business_answers if self.wish.is_business else consumer_answers
            answers = dict(list(written(self.person, self.wish.amount, self.wish.payments).items())[:steps])
            application = start_application(
                actor=actor,
                service_code=self.wish.product,
                prefill={path: str(value) for step in answers.values() for path, value in step.items()},
            )
            for step in answers if steps else self._typed_by_hand(answers):
                save_step(actor=actor, application_id=application.pk, step=step, typed=answers[step])
        if steps is None:
            with self._after(minutes=self.chance.randrange(9, 40)):
                submit_application(actor=actor, application_id=application.pk)
        return application.pk

    def _typed_by_hand(self, answers: Steps) -> list[str]:
        """Steps that cannot be filled in beforehand: addresses, consents, and the one the person stopped at."""
        last = list(answers)[-1]
        return [
            step
            for step, values in answers.items()
            if step in {"consents", last} or any("." in path for path in values)
        ]

    def _wait(self) -> None:
        application_id = self._apply()
        if self.person.number % 3:
            with self._after(hours=1):
                assign_manager(actor=self.manager, application_id=application_id, manager_id=self.manager.user_id)

    def _hear_no(self) -> None:
        application_id = self._apply()
        with self._after(hours=5):
            decline_application(actor=self.manager, application_id=application_id, reason=self.chance.choice(REASONS))

    def _withdraw(self) -> None:
        application_id = self._apply()
        user = User.objects.get(phone=self.person.phone)
        with self._after(hours=2):
            withdraw_application(actor=Actor(kind="client", user_id=user.pk), application_id=application_id)

    def _get_approval(self) -> None:
        application_id = self._apply()
        with self._after(hours=4):
            self._sign_contract(application_id)

    def _sign_contract(self, application_id: UUID) -> Loan:
        assign_manager(actor=self.manager, application_id=application_id, manager_id=self.manager.user_id)
        prefix = "Б" if self.wish.is_business else "П"
        number = f"{prefix}-{clock.today():%y}/{self.person.number:05d}"
        loan = approve_loan(actor=self.manager, application_id=application_id, contract_number=number)
        publish_schedule(
            actor=self.manager,
            loan_id=loan.pk,
            amount=loan.amount,
            issued=clock.today(),
            product_id=loan.product_id,
            payments=self.wish.payments,
        )
        return loan

    def _borrow(self) -> None:
        """Take the money; then pay all that fell due, a share of it, or nothing."""
        application_id = self._apply()
        with self._after(hours=6):
            loan = self._sign_contract(application_id)
            issue_loan(actor=self.manager, loan_id=loan.pk, document=f"{1000 + self.person.number}", on=clock.today())
        due = [row for row in loan.schedules.get().instalments.all() if row.due <= clock.today()]
        if self.person.number % 3:
            self._repay(loan, due)
        else:
            share = self.chance.choice((0.0, 0.3, 0.6))
            paid = int(len(due) * share)
            self._repay(loan, due[:paid])
            if share and due[paid:]:
                self._repay_part(loan, due[paid])

    def _repay(self, loan: Loan, rows: list[Instalment]) -> None:
        for row in rows:
            on = row.due - timedelta(days=self.chance.randrange(3) if row.days > 3 else 0)
            self._credit(loan, row.payment, on, str(row.number))

    def _repay_part(self, loan: Loan, row: Instalment) -> None:
        self._credit(loan, (row.payment * Decimal("0.4")).quantize(Decimal("0.01")), row.due, "part")

    def _credit(self, loan: Loan, amount: Decimal, on: date, name: str) -> None:
        """Money comes in: by card through the cabinet, or by a transfer to the organisation's account."""
        with clock.frozen(moment_of(on)):
            if self.person.number % 2:
                self._pay_online(loan, amount)
            else:
                source = f"transfer:{self.person.number}:{name}"
                record_repayment(actor=SYSTEM, loan_id=loan.pk, amount=amount, on=on, source=source)

    def _pay_online(self, loan: Loan, amount: Decimal) -> None:
        if self.chance.random() < DECLINED_SHARE:
            self._settle_online(loan, amount, reason=Reason.NOT_ENOUGH_MONEY)
        self._settle_online(loan, amount)

    def _settle_online(self, loan: Loan, amount: Decimal, *, reason: Reason | None = None) -> None:
        actor = Actor(kind="client", user_id=loan.account_id, name=self.person.full_name)
        form_token = f"{self.chance.getrandbits(128):032x}"
        payment = start_payment(
            actor=actor, loan_id=loan.pk, purpose=Payment.Purpose.OTHER, amount=amount, form_token=form_token
        )
        if payment.provider_id:
            self.till.settle(payment.provider_id, reason=reason)
            confirm_payment(payment_id=payment.pk)
