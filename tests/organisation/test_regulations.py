from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from kabinet.identity.roles import Role
from kabinet.kernel.access import SYSTEM
from kabinet.kernel.errors import Denied, Refused
from kabinet.kernel.models import Event
from kabinet.organisation.actions.add_regulatory_value import add_regulatory_value
from kabinet.organisation.models import RegulatoryValue
from kabinet.organisation.queries.regulations import regulatory_values, values_on
from kabinet.organisation.standard import ensure_values
from tests.support.identity import actor_for, make_staff
from tests.support.race import race

PSK = RegulatoryValue.Code.PSK_CAP

pytestmark = pytest.mark.django_db


def add(**changes: Any) -> RegulatoryValue:
    values: dict[str, Any] = {
        "actor": SYSTEM,
        "code": "consumer.psk_cap",
        "value": Decimal(100),
        "valid_from": date(2027, 1, 1),
        "source": "353-ФЗ",
    }
    return add_regulatory_value(**{**values, **changes})


def test_a_value_is_in_force_from_its_day() -> None:
    ensure_values(RegulatoryValue)
    row = add(actor=actor_for(make_staff(Role.ADMINISTRATOR)), source=" 353-ФЗ,  ст. 6 ")
    assert row.source == "353-ФЗ, ст. 6"

    def psk(day: date) -> Decimal:
        return values_on(day).get(code=PSK).value

    assert (psk(date(2026, 12, 31)), psk(date(2027, 1, 1))) == (292, 100)
    assert next(value for value in regulatory_values() if value.code == PSK) == row
    event = Event.objects.get(name="regulation.added")
    assert event.data == {"code": PSK, "value": "100", "valid_from": "2027-01-01"}
    assert (event.subject_kind, event.subject_id) == ("organisation.regulatoryvalue", row.pk)


def test_those_without_the_right_add_nothing() -> None:
    before = RegulatoryValue.objects.count()
    with pytest.raises(Denied):
        add(actor=actor_for(make_staff(Role.SENIOR_MANAGER)))
    assert RegulatoryValue.objects.count() == before


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code": "consumer.colour"}, "regulation.code"),
        ({"value": Decimal(0)}, "regulation.value"),
        ({"value": Decimal("0.8001")}, "regulation.value"),
        ({"value": Decimal("NaN")}, "regulation.value"),
        ({"source": " "}, "regulation.source"),
        ({"valid_from": date(2026, 4, 1), "code": "consumer.overpayment_cap"}, "regulation.exists"),
    ],
)
def test_a_wrong_value_is_refused(changes: dict[str, Any], code: str) -> None:
    ensure_values(RegulatoryValue)
    with pytest.raises(Refused, match=code):
        add(**changes)
    assert RegulatoryValue.objects.count() == 10
    assert not Event.objects.filter(name="regulation.added").exists()


def test_the_database_keeps_a_value_as_it_is() -> None:
    add()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        RegulatoryValue.objects.update(value=1)
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        RegulatoryValue.objects.all()._raw_delete("default")


@pytest.mark.django_db(transaction=True)
def test_a_value_added_twice_at_once_is_one() -> None:
    outcomes = race(*[add] * 2)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Refused", "RegulatoryValue"]
    assert RegulatoryValue.objects.filter(valid_from=date(2027, 1, 1)).count() == 1
    assert Event.objects.filter(name="regulation.added").count() == 1
