"""The event log: what happened is written once, and everybody else reads it.

`record` writes a line in the transaction of the change itself. For each subscriber of the event a
delivery and its job are made in the same transaction; after the commit a worker hands the event over,
at least once. A subscriber is therefore idempotent. Deliveries that keep failing are seen in the office.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from django.db import models, transaction
from django.db.models import F

from kabinet.kernel import clock, jobs
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Words
from kabinet.kernel.models import Delivery, Event

log = structlog.get_logger(__name__)
Subscriber = Callable[[Event], None]

MAX_ATTEMPTS = 7
"""Tries of one delivery before it is shown as failed: over about 20 minutes."""


@dataclass(frozen=True, slots=True)
class EventType:
    """A kind of event.

    Attributes:
        name: `subject.past_tense`, for example `application.submitted`.
        title: How the office's timeline calls it.
        client_title: How the client's timeline calls it; None keeps it from the client.
        formerly: What versions gone by called it. Their lines stay as they are; readers take them for this kind.
    """

    name: str
    title: Words
    client_title: Words | None = None
    formerly: str = ""


_types: dict[str, EventType] = {}
_subscribers: dict[str, tuple[frozenset[str], Subscriber]] = {}


_history: ContextVar[bool] = ContextVar("kabinet_history", default=False)


@contextmanager
def history() -> Iterator[None]:
    """Record what happened long ago, so that nobody is told of it now: imports and demo data."""
    token = _history.set(True)
    try:
        yield
    finally:
        _history.reset(token)


def declare(*types: EventType) -> None:
    """Make event types known; done when a capability starts."""
    for event_type in types:
        for name in filter(None, (event_type.name, event_type.formerly)):
            _types[name] = event_type


def type_of(name: str) -> EventType:
    """The declared type of that name, present or former; a plain one for what is not declared any more."""
    return _types.get(name) or EventType(name, name)


def subscribe(key: str, *names: str) -> Callable[[Subscriber], Subscriber]:
    """Hand events of these names to a function: `@subscribe("notifications", REPAYMENT_RECORDED)`.

    Args:
        key: Stable name of the subscriber; deliveries keep it.
        names: Event names.
    """

    def register(subscriber: Subscriber) -> Subscriber:
        _subscribers[key] = (frozenset(names), subscriber)
        return subscriber

    return register


def subscriptions() -> dict[str, frozenset[str]]:
    """Which subscriber listens to what."""
    return {key: names for key, (names, _function) in _subscribers.items()}


def record(
    name: str,
    *,
    actor: Actor,
    subject: models.Model,
    party_id: UUID | None = None,
    data: dict[str, Any] | None = None,
) -> Event:
    """Write a line of the log and queue its deliveries, in the current transaction.

    Args:
        name: A declared event name.
        actor: Who did it.
        subject: What it happened to.
        party_id: The client it concerns.
        data: Numbers, codes, old and new values. No personal data.

    Raises:
        KeyError: The name was never declared.
        TransactionManagementError: There is no transaction, so change and line could part.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("an event is recorded in the transaction of its change")
    event = Event.objects.create(
        name=_types[name].name,
        subject_kind=subject._meta.label_lower,
        subject_id=subject.pk,
        party_id=party_id,
        actor_kind=actor.kind,
        actor_id=actor.user_id,
        actor_name=actor.name if actor.kind == "staff" else "",
        data=data or {},
    )
    if not _history.get():
        _queue_deliveries(event)
    return event


def _queue_deliveries(event: Event) -> None:
    wanted = [key for key, (names, _function) in _subscribers.items() if event.name in names]
    for delivery in Delivery.objects.bulk_create(Delivery(event=event, subscriber=key) for key in wanted):
        _enqueue(delivery)


def _enqueue(delivery: Delivery) -> None:
    jobs.defer("events.deliver", delivery_id=str(delivery.pk))


def deliver(delivery_id: UUID) -> None:
    """Hand one event to its subscriber and note how it went.

    Raises:
        Exception: Whatever the subscriber raised, so that the job is tried again.
    """
    delivery = Delivery.objects.select_related("event").get(pk=delivery_id)
    if delivery.status == Delivery.Status.DONE:
        return
    entry = _subscribers.get(delivery.subscriber)
    try:
        if entry is not None:
            entry[1](delivery.event)
    except Exception as error:
        _note_failure(delivery, error)
        raise
    Delivery.objects.filter(pk=delivery.pk).update(
        status=Delivery.Status.DONE, attempts=F("attempts") + 1, finished_at=clock.now(), error=""
    )


def _note_failure(delivery: Delivery, error: Exception) -> None:
    attempts = delivery.attempts + 1
    last = attempts % MAX_ATTEMPTS == 0
    Delivery.objects.filter(pk=delivery.pk).update(
        status=Delivery.Status.FAILED if last else Delivery.Status.WAITING,
        attempts=attempts,
        error=f"{type(error).__name__}"[:500],
    )
    log.warning("delivery.failed", subscriber=delivery.subscriber, event_name=delivery.event.name, attempts=attempts)


@transaction.atomic
def resend(delivery_id: UUID) -> bool:
    """Queue a failed delivery again.

    Returns:
        False when it is not failed (any more).
    """
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    if delivery.status != Delivery.Status.FAILED:
        return False
    delivery.status = Delivery.Status.WAITING
    delivery.save(update_fields=["status"])
    _enqueue(delivery)
    return True


def about(subjects: Iterable[models.Model], *, limit: int = 100) -> list[Event]:
    """The newest events of these subjects, newest first: the timeline. One query."""
    condition = models.Q(pk__in=[])
    for subject in subjects:
        condition |= models.Q(subject_kind=subject._meta.label_lower, subject_id=subject.pk)
    return list(Event.objects.filter(condition).order_by("-happened_at", "-id")[:limit])
