from typing import Any

import pytest
from django.core.exceptions import ValidationError

from kabinet.identity.roles import Role
from kabinet.kernel.access import SYSTEM
from kabinet.kernel.errors import Denied, Stale
from kabinet.kernel.events import about
from kabinet.kernel.models import Event
from kabinet.organisation.actions.save_profile import save_profile
from kabinet.organisation.models import THE_SITE, SiteProfile
from kabinet.organisation.queries.profile import profile
from tests.support.identity import actor_for, make_staff
from tests.support.race import race

pytestmark = pytest.mark.django_db

DETAILS: dict[str, Any] = {
    "name": "Деловой партнёр",
    "legal_name": "ООО МКК «Деловой партнёр»",
    "inn": "7736207543",
    "ogrn": "1027700229193",
    "phone": "+78000000001",
    "email": "help@partner.example",
    "address": "Москва",
}


def test_details_are_saved_and_told() -> None:
    assert profile().name == "Kabinet"
    save_profile(actor=actor_for(make_staff(Role.ADMINISTRATOR)), changes=DETAILS, revision=0)
    row = profile()
    assert (row.pk, row.revision, row.name) == (THE_SITE, 1, "Деловой партнёр")
    (event,) = about([row])
    assert event.data["fields"]["address"] == ["", "Москва"]


def test_details_saved_again_change_nothing() -> None:
    save_profile(actor=SYSTEM, changes=DETAILS)
    save_profile(actor=SYSTEM, changes=DETAILS)
    assert (profile().revision, Event.objects.filter(name="site.details_changed").count()) == (1, 1)


def test_details_are_changed_by_those_with_the_right_alone() -> None:
    with pytest.raises(Denied):
        save_profile(actor=actor_for(make_staff(Role.SENIOR_MANAGER)), changes={"name": "Другой"})
    assert not SiteProfile.objects.exists()


def test_what_does_not_fit_or_was_overtaken_changes_nothing() -> None:
    save_profile(actor=SYSTEM, changes=DETAILS)
    with pytest.raises(ValidationError):
        save_profile(actor=SYSTEM, changes={"hue": 361})
    with pytest.raises(Stale):
        save_profile(actor=SYSTEM, changes={"name": "Другой"}, revision=0)
    assert (profile().name, profile().hue, Event.objects.count()) == ("Деловой партнёр", 250, 1)


@pytest.mark.django_db(transaction=True)
def test_first_details_saved_twice_at_once_are_one_row() -> None:
    outcomes = race(*[lambda: save_profile(actor=SYSTEM, changes=DETAILS, revision=0)] * 2)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["SiteProfile", "Stale"]
    assert SiteProfile.objects.get().revision == 1
    assert Event.objects.filter(name="site.details_changed").count() == 1
