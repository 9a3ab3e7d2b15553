"""The play itself: payments are made, notifications rain, a worker dies."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import uuid4

import httpx
from django.db import connection, connections
from procrastinate.contrib.django.models import ProcrastinateJob

from kabinet.cli.storm.loans import make_loan
from kabinet.cli.storm.scratch import Place
from kabinet.cli.storm.worker import SILENT_FOR
from kabinet.config.lifeline import tied
from kabinet.kernel import jobs
from kabinet.kernel.access import Actor
from kabinet.payments.actions.ask_for_state import ask_for_state
from kabinet.payments.actions.start_payment import start_payment
from kabinet.payments.models import AcquirerNotice, Payment

Say = Callable[[str], None]
Process = subprocess.Popen[bytes]
SENDERS = 4
PAUSE = 0.02
SETTLE = 0.2
"""Seconds in which the database finishes what the stopped worker had sent it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How bad the weather gets.

    Attributes:
        payments: Payments to make, each on a loan of its own.
        notifications: In all.
        seed: Of the shuffling.
        patience: Seconds to wait for the end.
    """

    payments: int
    notifications: int
    seed: int
    patience: float


@dataclass(slots=True)
class Score:
    """What happened.

    Attributes:
        sent: Notifications that were answered with 200.
        early: Those that came before their payer returned.
        killed_with: Jobs the killed worker had in hand.
        rescued: Jobs put back into the queue.
        seconds: From the first notification to the last job.
        finished: Whether all work was done in time.
    """

    sent: int = 0
    early: int = 0
    killed_with: int = 0
    rescued: int = 0
    seconds: float = 0.0
    finished: bool = False


@dataclass(order=True, slots=True)
class Move:
    """One thing that happens, in the order of `at`."""

    at: float
    kind: str = field(compare=False)
    payment: Payment = field(compare=False)
    event: str = field(default="", compare=False)


def play(place: Place, plan: Plan, *, say: Say) -> Score:
    """Let it happen.

    Args:
        place: Where.
        plan: How bad.
        say: Shows a line of progress.
    """
    score = Score()
    payments = _payments(plan)
    say(f"Открыто платежей: {len(payments)}, каждый на своём договоре")
    moves = sorted(_moves(payments, plan))
    place.emulator.faults(yookassa={"delay": 0.02}, notifications={"lost": len(payments)})
    with _workers() as (doomed, _survivor), ThreadPoolExecutor(1) as killer:
        began = time.monotonic()
        death = killer.submit(_kill_in_the_middle, doomed, len(moves) // 2, plan.patience)
        _rain(place, moves, score)
        say(f"Отправлено уведомлений: {score.sent}, до возвращения плательщика: {score.early}")
        score.killed_with = death.result()
        say(f"Обработчик убит (SIGKILL), в работе было заданий: {score.killed_with}")
        _wait_for_the_end(score, began + plan.patience)
        score.seconds = time.monotonic() - began
    return score


def _payments(plan: Plan) -> list[Payment]:
    """Every sum is another one, so that mixed up money would show."""
    made = []
    for number in range(1, plan.payments + 1):
        loan = make_loan(number=number)
        made.append(
            start_payment(
                actor=Actor(kind="client", user_id=loan.account_id),
                loan_id=loan.pk,
                purpose=Payment.Purpose.OTHER,
                amount=Decimal(1000 + number) + Decimal(number) / 100,
                form_token=uuid4().hex,
            )
        )
    return made


def _moves(payments: list[Payment], plan: Plan) -> Iterator[Move]:
    """Notifications at random moments; the payer pays after the first tenth of his, returns after the first third."""
    chance = random.Random(plan.seed)
    for number, payment in enumerate(payments):
        count = plan.notifications // len(payments) + (number < plan.notifications % len(payments))
        times = sorted(chance.random() for _ in range(count))
        yield Move(times[count // 10] - 1e-9 if count else 0.0, "pay", payment)
        yield Move(times[count // 3] + 1e-9 if count else 1.0, "return", payment)
        for moment in times:
            event = chance.choice(("payment.succeeded", "payment.succeeded", "payment.canceled", "payment.pending"))
            yield Move(moment, "notify", payment, event)


def _rain(place: Place, moves: list[Move], score: Score) -> None:
    returned: set[str] = set()
    with httpx.Client(base_url=place.site, trust_env=False, timeout=30) as client, ThreadPoolExecutor(SENDERS) as pool:
        answers = []
        for move in moves:
            provider_id = str(move.payment.provider_id)
            if move.kind == "pay":
                place.emulator.choose(provider_id)
            elif move.kind == "return":
                actor = Actor(kind="client", user_id=move.payment.payer_id)
                ask_for_state(actor=actor, payment_id=move.payment.pk)
                returned.add(provider_id)
            else:
                score.early += provider_id not in returned
                answers.append(pool.submit(_notify, client, move.event, provider_id))
        score.sent = sum(answer.result() for answer in answers)


def _notify(client: httpx.Client, event: str, provider_id: str) -> bool:
    body = {"type": "notification", "event": event, "object": {"id": provider_id, "status": event.partition(".")[2]}}
    return client.post("/api/webhooks/yookassa/", json=body).status_code == 200


@contextmanager
def _workers() -> Iterator[tuple[tuple[Process, int], Process]]:
    """Two workers; the first comes with its number, for it will be killed."""
    processes: list[Process] = []
    try:
        numbers: set[int] = set()
        for _ in range(2):
            command = [sys.executable, "-m", "kabinet.cli.storm.worker"]
            processes.append(subprocess.Popen(command, env=os.environ | tied(signal.SIGKILL)))
            numbers |= {_new_worker(numbers)}
        yield (processes[0], min(numbers)), processes[1]
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(30)


def _new_worker(known: set[int]) -> int:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("select id from procrastinate_workers order by id")
            fresh = [row[0] for row in cursor.fetchall() if row[0] not in known]
        if fresh:
            return int(fresh[0])
        time.sleep(PAUSE)
    sys.exit("kabinet: a worker did not start")


def _kill_in_the_middle(doomed: tuple[Process, int], handled: int, patience: float) -> int:
    """Kill the worker while it has work in hand, half-way through; returns how many jobs it had."""
    process, number = doomed
    deadline = time.monotonic() + patience / 2
    try:
        while True:
            late = time.monotonic() > deadline
            if late or AcquirerNotice.objects.filter(handled_at__isnull=False).count() >= handled // 2:
                process.send_signal(signal.SIGSTOP)
                time.sleep(SETTLE)
                in_hand = ProcrastinateJob.objects.filter(status="doing", worker_id=number).count()
                if in_hand or late:
                    process.kill()
                    return in_hand
                process.send_signal(signal.SIGCONT)
            time.sleep(PAUSE)
    finally:
        connections.close_all()


def _wait_for_the_end(score: Score, deadline: float) -> None:
    """Rescue what the dead worker left behind, until nothing is left to do."""
    while time.monotonic() < deadline:
        score.rescued += jobs.rescue(SILENT_FOR)
        if not ProcrastinateJob.objects.filter(status__in=["todo", "doing"], queue_name="payments").exists():
            score.finished = not AcquirerNotice.objects.filter(handled_at=None).exists()
            return
        time.sleep(0.2)
