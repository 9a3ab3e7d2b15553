from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.http import Http404

from kabinet.applications.actions.assign_manager import assign_manager
from kabinet.applications.actions.decline_application import decline_application
from kabinet.applications.actions.take_application import take_application
from kabinet.applications.deciding import lock_for_decision, mark_approved, mark_corrected, mark_issued
from kabinet.applications.models import Application
from kabinet.applications.queries.office import (
    OfficeFilters,
    application_card,
    applications_of_party,
    office_applications,
)
from kabinet.applications.timeline import timeline
from kabinet.identity.roles import Role
from kabinet.kernel import clock
from kabinet.kernel.errors import Denied, Refused, Stale
from kabinet.kernel.models import Event
from kabinet.parties import searching
from tests.support.applications import make_draft, send_application
from tests.support.catalogue import make_service
from tests.support.identity import actor_for, make_staff, make_user, staff_actor

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC)


def test_declining_gives_the_reason() -> None:
    sent = send_application()
    manager = actor_for(make_staff())
    declined = decline_application(
        actor=manager, application_id=sent.pk, reason="  Доход\x00 не подтверждён.  ", revision=sent.revision
    )
    assert (declined.status, declined.decline_reason) == ("declined", "Доход не подтверждён.")
    assert declined.decided_at is not None
    event = Event.objects.get(name="application.declined")
    assert (event.actor_name, event.data) == ("Кузнецов Пётр Ильич", {"number": sent.number})


@pytest.mark.parametrize(("reason", "code"), [("  ", "application.reason"), ("я" * 1001, "application.reason")])
def test_a_reason_is_needed_and_bounded(reason: str, code: str) -> None:
    sent = send_application()
    with pytest.raises(Refused) as refused:
        decline_application(actor=actor_for(make_staff()), application_id=sent.pk, reason=reason)
    assert (refused.value.code, refused.value.field) == (code, "reason")
    sent.refresh_from_db()
    assert sent.status == "submitted"


def test_who_may_not_decide() -> None:
    sent = send_application(account := make_user())
    draft = make_draft(actor_for(account))
    for actor in (
        staff_actor(Role.ACCOUNTANT),
        staff_actor(Role.ADMINISTRATOR),
        actor_for(account),
    ):
        with pytest.raises(Denied):
            decline_application(actor=actor, application_id=sent.pk, reason="Нет")
    for missing in (uuid4(), draft.pk):
        with pytest.raises(Http404):
            decline_application(actor=actor_for(make_staff()), application_id=missing, reason="Нет")


def test_the_second_of_two_managers_has_a_stale_page() -> None:
    sent = send_application()
    take_application(actor=actor_for(make_staff()), application_id=sent.pk, revision=sent.revision)
    with pytest.raises(Stale):
        decline_application(actor=actor_for(make_staff()), application_id=sent.pk, reason="Нет", revision=sent.revision)


def test_impossible_orders_are_refused() -> None:
    manager = actor_for(make_staff())
    sent = send_application()
    with transaction.atomic():
        application = lock_for_decision(manager, sent.pk, None)
        with pytest.raises(Refused) as refused:
            mark_issued(actor=manager, application=application, disbursement_document="7", on=clock.today())
        assert refused.value.code == "application.not_approved"
        mark_approved(actor=manager, application=application, contract_number="Д-1", amount=Decimal("30000.00"))
        with pytest.raises(Refused) as refused:
            mark_approved(actor=manager, application=application, contract_number="Д-1", amount=Decimal("30000.00"))
        assert refused.value.code == "application.decided"
        mark_issued(actor=manager, application=application, disbursement_document="7", on=TODAY.date())
        with pytest.raises(Refused):
            mark_issued(actor=manager, application=application, disbursement_document="8", on=TODAY.date())
        mark_corrected(
            actor=manager, application=application, field="contract_number", old="Д-1", new="Д-2", reason="Опечатка"
        )
    with pytest.raises(Refused):
        decline_application(actor=manager, application_id=sent.pk, reason="Поздно")
    before = sent.revision
    sent.refresh_from_db()
    assert (sent.status, sent.revision) == ("issued", before + 3)
    names = [moment.event for moment in timeline([sent], for_client=False)][:4]
    assert names == [
        "application.number_corrected",
        "application.issued",
        "application.approved",
        "application.submitted",
    ]
    told = [str(moment.title) for moment in timeline([sent], for_client=True)]
    assert len(told) == 4
    assert all(moment.who == "" and moment.data == {} for moment in timeline([sent], for_client=True))


def test_taking_and_giving_away() -> None:
    first, second = make_staff(), make_staff(full_name="Пётр Ильин")
    sent = send_application()
    taken = take_application(actor=actor_for(first), application_id=sent.pk, revision=sent.revision)
    assert taken.manager_id == first.pk
    again = take_application(actor=actor_for(first), application_id=sent.pk, revision=sent.revision)
    assert again.revision == taken.revision
    with pytest.raises(Refused) as refused:
        take_application(actor=actor_for(second), application_id=sent.pk)
    assert refused.value.code == "application.taken"
    given = assign_manager(actor=actor_for(first), application_id=sent.pk, manager_id=second.pk)
    assert given.manager_id == second.pk
    for nobody in (make_user().pk, make_staff(Role.ACCOUNTANT).pk, uuid4()):
        with pytest.raises(Refused) as refused:
            assign_manager(actor=actor_for(first), application_id=sent.pk, manager_id=nobody)
        assert refused.value.code == "application.manager"
    assert assign_manager(actor=actor_for(first), application_id=sent.pk, manager_id=None).manager_id is None
    assert Event.objects.filter(name="application.assigned").count() == 3


@pytest.fixture
def received() -> dict[str, Application]:
    with clock.frozen(TODAY - timedelta(days=10)):
        anna = send_application(last_name="Королёва")
    with clock.frozen(TODAY - timedelta(days=5)):
        ivan = send_application(
            last_name="Иванов", first_name="Иван", phone="+7 912 000-11-22", inn="500100732259", email=""
        )
    with clock.frozen(TODAY):
        other = send_application(
            last_name="Петрова", service=make_service("drugoy", title="Другой заём"), phone="+7 912 000-33-44"
        )
        make_draft(actor_for(make_user()), last_name="Черновик")
    return {"anna": anna, "ivan": ivan, "other": other}


def found(filters: OfficeFilters, actor: Any = None) -> list[Any]:
    with clock.frozen(TODAY):
        page = office_applications(actor or actor_for(make_staff()), filters)
    return [row.application.pk for row in page.rows]


def test_the_list_shows_received_ones_newest_first(
    received: dict[str, Application], django_assert_num_queries: Any
) -> None:
    manager = actor_for(make_staff())
    with clock.frozen(TODAY), django_assert_num_queries(1):
        page = office_applications(manager, OfficeFilters())
        rows = [
            (row.application.party.display_name, row.application.service.title, row.days, str(row.words.tone))
            for row in page.rows
            if row.application.party
        ]
    assert rows == [
        ("Петрова Анна Игоревна", "Другой заём", 0, "info"),
        ("Иванов Иван Игоревна", "До зарплаты", 5, "info"),
        ("Королёва Анна Игоревна", "До зарплаты", 10, "info"),
    ]
    assert (page.newer, page.older) == ("", "")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"search": "королева"}, ["anna"]),
        ({"search": "анна петр"}, ["other"]),
        ({"search": "8 (912) 000-11-22"}, ["ivan"]),
        ({"search": "0001122"}, ["ivan"]),
        ({"search": "500100732259"}, ["ivan"]),
        ({"search": "+7 912 000-33-44"}, ["other"]),
        ({"search": "9120003344"}, ["other"]),
        ({"search": "9120003345"}, []),
        ({"search": "анна", "borrower": "петрова"}, ["other"]),
        ({"search": "Черновик"}, []),
        ({"borrower": "ИВАНОВ"}, ["ivan"]),
        ({"service": "drugoy"}, ["other"]),
        ({"since": date(2026, 11, 16), "until": date(2026, 11, 16)}, ["ivan"]),
        ({"since": date(2026, 11, 17)}, ["other"]),
        ({"until": date(2026, 11, 11)}, ["anna"]),
        ({"manager": "nobody"}, ["other", "ivan", "anna"]),
        ({"manager": "me"}, []),
        ({"statuses": ("declined",)}, []),
        ({"search": "%"}, []),
    ],
)
@pytest.mark.parametrize("few", [0, 1, searching.FEW])
def test_the_list_is_narrowed(
    monkeypatch: pytest.MonkeyPatch,
    received: dict[str, Application],
    filters: dict[str, Any],
    expected: list[str],
    few: int,
) -> None:
    """However many clients a search may name before each line is looked at."""
    monkeypatch.setattr(searching, "FEW", few)
    assert found(OfficeFilters(**filters)) == [received[name].pk for name in expected]


@pytest.mark.parametrize("typed", ["2026-1000123", "1000123", "№ 1000123"])
def test_numbers_beyond_the_first_million_are_found(received: dict[str, Application], typed: str) -> None:
    Application.objects.filter(pk=received["anna"].pk).update(number="2026-1000123")
    assert found(OfficeFilters(search=typed)) == [received["anna"].pk]


def test_the_list_finds_numbers_statuses_and_managers(received: dict[str, Application]) -> None:
    anna = received["anna"]
    assert found(OfficeFilters(search=str(anna.number))) == [anna.pk]
    assert found(OfficeFilters(search=f"№\u200b {anna.number} ".replace("-", "\u2011"))) == [anna.pk]
    assert anna.pk in found(OfficeFilters(search=str(int(str(anna.number)[5:]))))
    manager = make_staff()
    take_application(actor=actor_for(manager), application_id=anna.pk)
    assert found(OfficeFilters(manager="me"), actor_for(manager)) == [anna.pk]
    assert found(OfficeFilters(manager=str(manager.pk))) == [anna.pk]
    decline_application(actor=actor_for(manager), application_id=anna.pk, reason="Нет")
    assert found(OfficeFilters(statuses=("declined", "withdrawn"))) == [anna.pk]


def test_pages_of_the_list_meet(received: dict[str, Application]) -> None:
    manager = actor_for(make_staff())
    first = office_applications(manager, OfficeFilters(), size=2)
    assert [row.application.pk for row in first.rows] == [received["other"].pk, received["ivan"].pk]
    second = office_applications(manager, OfficeFilters(), cursor=first.older, size=2)
    assert [row.application.pk for row in second.rows] == [received["anna"].pk]
    assert (second.older, bool(second.newer)) == ("", True)
    back = office_applications(manager, OfficeFilters(), cursor=second.newer, size=2)
    assert [row.application.pk for row in back.rows] == [row.application.pk for row in first.rows]
    for nonsense in ("x", "o1", "n-1.zz", "o99999999999999999999999999.00"):
        assert len(office_applications(manager, OfficeFilters(), cursor=nonsense, size=2).rows) == 2


def test_who_sees_the_list(received: dict[str, Application]) -> None:
    assert found(OfficeFilters(), staff_actor(Role.ACCOUNTANT)) == []
    assert len(found(OfficeFilters(), staff_actor(Role.ADMINISTRATOR))) == 3


def test_the_card_takes_few_queries(django_assert_max_num_queries: Any) -> None:
    sent = send_application()
    manager = actor_for(make_staff())
    application_card(manager, sent.pk)
    with django_assert_max_num_queries(5):
        card = application_card(manager, sent.pk)
        assert card.application.party is not None
    assert card.gist.amount == Decimal("30000.00")
    answers = {row.field.code: row.value for step in card.answers for row in step.rows}
    assert answers["birth_date"] == "14\xa0мая\xa01990" or "1990" in answers["birth_date"]
    assert answers["passport"] == "57 10 123456"
    assert answers["amount"] == "30\xa0000\xa0₽"
    assert [consent.purpose for consent in card.consents][:1] == ["application_processing"]
    assert card.moments[0].event == "application.submitted"
    party = card.application.party
    assert [row.application.pk for row in applications_of_party(manager, party.pk)] == [sent.pk]
    with pytest.raises(Http404):
        application_card(actor_for(make_user()), sent.pk)
