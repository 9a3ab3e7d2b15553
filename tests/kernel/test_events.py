from collections.abc import Iterator

import pytest
from django.db import DatabaseError, transaction

from kabinet.kernel import events
from kabinet.kernel.access import SYSTEM
from kabinet.kernel.models import Delivery, Event
from kabinet.organisation.models import LegalText
from tests.support.jobs import run_jobs, waiting_jobs


@pytest.fixture
def subject(db: None) -> LegalText:
    return LegalText.objects.create(code="privacy", number=1, title="Privacy", body="…")


@pytest.fixture
def received() -> Iterator[list[str]]:
    got: list[str] = []
    events.declare(events.EventType("test.happened", "Happened"), events.EventType("test.unheard", "Unheard"))
    events.subscribe("test-subscriber", "test.happened")(lambda event: got.append(event.name))
    yield got
    del events._subscribers["test-subscriber"]
    del events._types["test.happened"], events._types["test.unheard"]


def test_an_event_reaches_its_subscriber_once(subject: LegalText, received: list[str]) -> None:
    with transaction.atomic():
        event = events.record("test.happened", actor=SYSTEM, subject=subject, data={"sum": "1.00"})
    assert received == []
    assert run_jobs() == ["events.deliver"]
    assert received == ["test.happened"]
    delivery = Delivery.objects.get(event=event)
    assert (delivery.status, delivery.attempts, delivery.subscriber) == ("done", 1, "test-subscriber")
    events.deliver(delivery.pk)
    assert received == ["test.happened"]


def test_an_event_nobody_listens_to_makes_no_delivery(subject: LegalText, received: list[str]) -> None:
    with transaction.atomic():
        events.record("test.unheard", actor=SYSTEM, subject=subject)
    assert waiting_jobs() == []
    assert Delivery.objects.count() == 0


def test_a_change_that_is_undone_leaves_no_line(subject: LegalText, received: list[str]) -> None:
    with transaction.atomic():
        events.record("test.happened", actor=SYSTEM, subject=subject)
        transaction.set_rollback(True)
    assert Event.objects.count() == 0
    assert waiting_jobs() == []


def test_an_unknown_event_is_refused(subject: LegalText) -> None:
    with pytest.raises(KeyError), transaction.atomic():
        events.record("test.never_declared", actor=SYSTEM, subject=subject)
    assert Event.objects.count() == 0


def test_a_failing_delivery_is_counted_then_shown_and_can_be_sent_again(
    subject: LegalText, received: list[str]
) -> None:
    def broken(event: Event) -> None:
        raise ConnectionError

    events.subscribe("test-subscriber", "test.happened")(broken)
    with transaction.atomic():
        event = events.record("test.happened", actor=SYSTEM, subject=subject)
    delivery = Delivery.objects.get(event=event)
    for attempt in range(1, events.MAX_ATTEMPTS + 1):
        assert delivery.status == "waiting"
        with pytest.raises(ConnectionError):
            events.deliver(delivery.pk)
        delivery.refresh_from_db()
        assert (delivery.attempts, delivery.error) == (attempt, "ConnectionError")
    assert delivery.status == "failed"

    events.subscribe("test-subscriber", "test.happened")(lambda event: received.append(event.name))
    assert events.resend(delivery.pk) is True
    assert events.resend(delivery.pk) is False
    run_jobs()
    delivery.refresh_from_db()
    assert (delivery.status, received) == ("done", ["test.happened"])


def test_the_database_itself_refuses_to_rewrite_history(subject: LegalText, received: list[str]) -> None:
    with transaction.atomic():
        event = events.record("test.happened", actor=SYSTEM, subject=subject)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(name="test.other")


def test_the_timeline_reads_newest_first_in_one_query(
    subject: LegalText, received: list[str], django_assert_num_queries: object
) -> None:
    with transaction.atomic():
        first = events.record("test.happened", actor=SYSTEM, subject=subject)
        second = events.record("test.unheard", actor=SYSTEM, subject=subject)
    with django_assert_num_queries(1):
        assert events.about([subject]) == [second, first]


def test_history_is_written_but_told_to_nobody(subject: LegalText, received: list[str]) -> None:
    with events.history(), transaction.atomic():
        events.record("test.happened", actor=SYSTEM, subject=subject)
    assert waiting_jobs() == []
    assert Event.objects.count() == 1


@pytest.mark.usefixtures("received")
def test_a_line_with_a_former_name_is_read_as_the_present_kind() -> None:
    renamed = events.EventType("test.happened", "Happened", formerly="test.occurred")
    events.declare(renamed)
    assert events.type_of("test.occurred") is events.type_of("test.happened") is renamed
    assert events.type_of("test.gone").name == "test.gone"
    del events._types["test.occurred"]
