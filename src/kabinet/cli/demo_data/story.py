"""What happened at the made-up organisation over the last year, told through the product's own actions."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from kabinet.applications.actions.assign_manager import assign_manager
from kabinet.applications.actions.decline_application import decline_application
from kabinet.applications.actions.save_answers import save_step
from kabinet.applications.actions.start_application import start_application
from kabinet.applications.actions.submit_application import submit_application
from kabinet.applications.actions.withdraw_application import withdraw_application
from kabinet.cli.demo_data.answers import business_answers, consumer_answers
from kabinet.cli.demo_data.people import DemoPerson, people
from kabinet.identity.models import User
from kabinet.kernel import clock
from kabinet.kernel.access import RIGHTS_OF, SYSTEM, Actor, Role
from kabinet.lending.actions.approve_loan import approve_loan
from kabinet.lending.actions.issue_loan import issue_loan
from kabinet.lending.actions.publish_schedule import publish_schedule
from kabinet.lending.actions.record_repayment import record_repayment
from kabinet.lending.models import Loan

CLIENTS = 200
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


def tell() -> None:
    """Live through the year."""
    chance = random.Random(7)  # noqa: S311 - nothing secret is made of it
    managers = [_actor(user) for user in User.objects.filter(roles__contains=[Role.MANAGER]).order_by("email")]
    for person in people(CLIENTS):
        _Client(person, _wish(person, chance), managers[person.number % len(managers)], chance).live()


def _actor(user: User) -> Actor:
    rights = frozenset[str]().union(*(RIGHTS_OF[Role(role)] for role in user.roles))
    return Actor(kind="staff", user_id=user.pk, name=user.full_name, rights=rights)


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

    def __init__(self, person: DemoPerson, wish: Wish, manager: Actor, chance: random.Random) -> None:
        self.person = person
        self.wish = wish
        self.manager = manager
        self.chance = chance
        self.present = clock.now()

    def live(self) -> None:
        """Choose a fate by the client's number and live it."""
        number = self.person.number
        if number == 1:
            self._borrow(repaid_share=0.4)
        elif number % 10 == 0:
            self._apply(self._days_ago(self.chance.randrange(10)), steps=self.chance.randrange(1, 7))
        elif number % 10 == 1:
            self._wait()
        elif number % 10 == 2:
            self._hear_no()
        elif number % 20 == 3:
            self._withdraw()
        elif number % 20 == 13:
            self._get_approval()
        else:
            self._borrow(repaid_share=self.chance.choice((0.0, 0.3, 0.6, 1.0)))

    def _days_ago(self, days: float) -> datetime:
        return self.present - timedelta(days=days, minutes=self.chance.randrange(600))

    def _apply(self, moment: datetime, *, steps: int | None = None) -> UUID:
        """Sign up and fill the application in: `steps` of it, or all and send it."""
        with clock.frozen(moment):
            user = User(
                phone=self.person.phone, phone_confirmed_at=moment, full_name=self.person.full_name, created_at=moment
            )
            user.set_unusable_password()
            user.save()
            actor = Actor(kind="client", user_id=user.pk, name=user.full_name)
            application = start_application(actor=actor, service_code=self.wish.product)
            written = business_answers if self.wish.is_business else consumer_answers
            answers = written(self.person, self.wish.amount, self.wish.payments)
            for step in list(answers)[:steps]:
                save_step(actor=actor, application_id=application.pk, step=step, typed=answers[step])
        if steps is None:
            with clock.frozen(moment + timedelta(minutes=self.chance.randrange(9, 40))):
                submit_application(actor=actor, application_id=application.pk)
        return application.pk

    def _wait(self) -> None:
        application_id = self._apply(self._days_ago(self.chance.randrange(3)))
        if self.person.number % 3:
            assign_manager(actor=self.manager, application_id=application_id, manager_id=self.manager.user_id)

    def _hear_no(self) -> None:
        moment = self._days_ago(self.chance.randrange(5, 200))
        application_id = self._apply(moment)
        with clock.frozen(moment + timedelta(hours=5)):
            decline_application(actor=self.manager, application_id=application_id, reason=self.chance.choice(REASONS))

    def _withdraw(self) -> None:
        moment = self._days_ago(self.chance.randrange(5, 90))
        application_id = self._apply(moment)
        user = User.objects.get(phone=self.person.phone)
        with clock.frozen(moment + timedelta(hours=2)):
            withdraw_application(actor=Actor(kind="client", user_id=user.pk), application_id=application_id)

    def _get_approval(self) -> None:
        moment = self._days_ago(self.chance.randrange(1, 4))
        application_id = self._apply(moment)
        with clock.frozen(moment + timedelta(hours=4)):
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

    def _borrow(self, *, repaid_share: float) -> None:
        """Take the money; then pay all that fell due, a share of it, or nothing."""
        longest = self.wish.payments * self.wish.period_days
        days = 160 if self.person.number == 1 else self.chance.randrange(12, min(330, longest + 60))
        moment = self._days_ago(days)
        application_id = self._apply(moment)
        with clock.frozen(moment + timedelta(hours=6)):
            loan = self._sign_contract(application_id)
            issue_loan(actor=self.manager, loan_id=loan.pk, document=f"{1000 + self.person.number}", on=clock.today())
        self._repay(loan, repaid_share)

    def _repay(self, loan: Loan, share: float) -> None:
        schedule = loan.schedules.get()
        due = [row for row in schedule.instalments.all() if row.due <= clock.today()]
        current = self.person.number % 3 != 0
        for row in due if current else due[: int(len(due) * share)]:
            record_repayment(
                actor=SYSTEM,
                loan_id=loan.pk,
                amount=row.payment,
                on=row.due - timedelta(days=self.chance.randrange(3)) if row.days > 3 else row.due,
                source=f"demo:{self.person.number}:{row.number}",
            )
        left = due[int(len(due) * share) :]
        if not current and left and share > 0:
            part = (left[0].payment * Decimal("0.4")).quantize(Decimal("0.01"))
            record_repayment(
                actor=SYSTEM, loan_id=loan.pk, amount=part, on=left[0].due, source=f"demo:{self.person.number}:part"
            )
