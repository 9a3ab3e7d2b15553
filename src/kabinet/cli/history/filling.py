"""Filling the database: SQL for what is counted in millions, the loan engine for schedules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Manager

from kabinet.applications.models import Application
from kabinet.cli.demo_data import is_nobodys, is_of_the_demo
from kabinet.cli.history.schedules import write_schedules
from kabinet.cli.progress import Tick
from kabinet.identity.models import User
from kabinet.kernel import clock, events
from kabinet.kernel.models import Delivery, Event
from kabinet.lending.models import Instalment, Loan, LoanProduct, Operation, Schedule
from kabinet.lending.standing import work_out_standing
from kabinet.notifications.actions.settle_messages import KEPT
from kabinet.notifications.events import CLIENT_EVENTS
from kabinet.notifications.models import Notice
from kabinet.parties.models import Party
from kabinet.payments.models import Payment

SQL: Final = Path(__file__).resolve().parent / "sql"
SCHEDULES: Final = "schedules"
PARTS: Final = ("ground", "clients", "applications", "loans", SCHEDULES, "repayments", "events")
"""In order; all but the schedules are scripts."""
NEWCOMERS: Final = 0.36
"""New persons to one application; with the organisations of some of them there are two clients to five."""
LENT: Final = 0.217
"""Of the applications that were not taken back, those that become loans."""
FIRST_CLIENT: Final = "client1@history.example"
COUNTED: Final[Mapping[str, Manager[Any]]] = {
    "клиенты": Party.objects,
    "заявки": Application.objects,
    "займы": Loan.objects,
    "версии графиков": Schedule.objects,
    "платежи по графикам": Instalment.objects,
    "операции": Operation.objects,
    "онлайн-платежи": Payment.objects,
    "события": Event.objects,
    "доставки событий": Delivery.objects,
    "уведомления": Notice.objects,
}
"""What is counted at the end."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is drawn.

    Attributes:
        applications: How many.
        seed: Of all that chance decides.
    """

    applications: int
    seed: int

    @property
    def persons(self) -> int:
        """How many natural persons apply."""
        return int(self.applications * NEWCOMERS)


def obstacle(*, among_real_data: bool) -> str:
    """Why this database is not to be filled; empty when it can be: it is the demo's, or nobody's yet.

    Args:
        among_real_data: Somebody asks for it though the site is a real one.
    """
    if User.objects.filter(email=FIRST_CLIENT).exists():
        return "Эта база данных уже заполнена. Для другой истории укажите другую папку в KABINET_DATA_DIR."
    if is_nobodys() or is_of_the_demo():
        return ""
    if not among_real_data:
        return "Это база данных настоящего сайта: в ней уже работают. Заполнить её всё же: --among-real-data"
    if not LoanProduct.objects.exists():
        return "Здесь нет ни одного продукта: сначала заведите их."
    return ""


def fill(plan: Plan, tick: Tick) -> dict[str, int]:
    """Draw a history and write it in one transaction; then let the database gather its statistics.

    Args:
        plan: What is drawn.
        tick: Told how many steps are done, of how many.

    Returns:
        Rows by what they are, in words.
    """
    values = _values(plan, clock.now())
    with transaction.atomic():
        _execute("set constraints all immediate")
        _execute(f"set local time zone '{settings.TIME_ZONE}'")
        for done, part in enumerate(PARTS):
            tick(done, len(PARTS))
            if part == SCHEDULES:
                write_schedules()
            else:
                _execute((SQL / f"{part}.sql").read_text("utf-8").format(**values))
        work_out_standing(list(Loan.objects.filter(status=Loan.Status.ISSUED).values_list("pk", flat=True)))
    _execute("vacuum analyze")
    return {name: rows.count() for name, rows in COUNTED.items()}


def _values(plan: Plan, ends: datetime) -> dict[str, Any]:
    """What the scripts name in braces."""
    subscriptions = [(key, name) for key, names in events.subscriptions().items() for name in sorted(names)]
    return {
        "seed": plan.seed,
        "applications": plan.applications,
        "persons": plan.persons,
        "newcomers": NEWCOMERS,
        "lent": LENT,
        "ends": ends.isoformat(),
        "subscribers": _array(key for key, _name in subscriptions),
        "heard": _array(name for _key, name in subscriptions),
        "told_to_client": _array(CLIENT_EVENTS),
        "messages_kept": f"{KEPT.days} days",
    }


def _array(words: Iterable[str]) -> str:
    return "array[" + ", ".join(f"'{word}'" for word in words) + "]"


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
