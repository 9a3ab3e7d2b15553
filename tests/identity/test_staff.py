"""Who works here: `add_staff`, `change_roles`, `deactivate_staff`, `reactivate_staff`."""

from typing import Any

import pytest
from django.http import Http404

from kabinet.identity.actions.add_staff import add_staff
from kabinet.identity.actions.change_roles import change_roles
from kabinet.identity.actions.deactivate_staff import deactivate_staff
from kabinet.identity.actions.reactivate_staff import reactivate_staff
from kabinet.identity.models import User
from kabinet.identity.queries import staff
from kabinet.identity.roles import Role
from kabinet.kernel.access import SYSTEM, Actor
from kabinet.kernel.errors import Denied, Refused, Stale
from kabinet.kernel.models import Event
from tests.support.identity import VISITOR, actor_for, make_staff, make_user
from tests.support.race import race

ADMIN, MANAGER, SENIOR = Role.ADMINISTRATOR, Role.MANAGER, Role.SENIOR_MANAGER


@pytest.fixture
def admin(db: None) -> User:
    return make_staff(ADMIN)


def refused(action: Any, **arguments: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        action(**arguments)
    return caught.value


def test_the_system_makes_the_first_administrator(db: None) -> None:
    user = add_staff(actor=SYSTEM, full_name="Орлова Анна", address="Anna@Fond.Example", roles=[ADMIN])
    assert (user.email, user.email_confirmed_at, user.roles, user.is_staff) == (
        "anna@fond.example",
        None,
        ["administrator"],
        True,
    )
    assert not user.has_usable_password()
    assert Event.objects.get(name="staff.added").data == {"roles": ["administrator"]}


@pytest.mark.parametrize("who", ["visitor", "client", "manager"])
def test_only_who_manages_staff_may(admin: User, who: str) -> None:
    actors: dict[str, Actor] = {
        "visitor": VISITOR,
        "client": actor_for(make_user()),
        "manager": actor_for(make_staff(MANAGER)),
    }
    actor = actors[who]
    with pytest.raises(Denied):
        add_staff(actor=actor, full_name="Орлова Анна", address="anna@fond.example", roles=[ADMIN])
    with pytest.raises(Denied):
        change_roles(actor=actor, user_id=admin.pk, roles=[MANAGER])
    with pytest.raises(Denied):
        deactivate_staff(actor=actor, user_id=admin.pk)
    with pytest.raises(Denied):
        reactivate_staff(actor=actor, user_id=admin.pk)
    with pytest.raises(Denied):
        staff(actor)
    assert not Event.objects.filter(name__startswith="staff.").exists()


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"full_name": "😀"}, "identity.name_signs", "full_name"),
        ({"address": "нет"}, "identity.address_unclear", "address"),
        ({"roles": []}, "identity.roles_missing", "roles"),
        ({"roles": ["king"]}, "identity.roles_unknown", "roles"),
        ({"address": "taken@fond.example"}, "identity.address_taken", "address"),
    ],
)
def test_what_does_not_fit_adds_nobody(admin: User, changes: dict[str, Any], code: str, field: str) -> None:
    make_user(phone=None, email="taken@fond.example")
    before = User.objects.count()
    values = {"full_name": "Орлова Анна", "address": "anna@fond.example", "roles": [MANAGER]} | changes
    told = refused(add_staff, actor=actor_for(admin), **values)
    assert (told.code, told.field) == (code, field)
    assert User.objects.count() == before


def test_roles_are_replaced_and_both_lists_kept(admin: User) -> None:
    user = make_staff(MANAGER)
    change_roles(actor=actor_for(admin), user_id=user.pk, roles=[SENIOR, MANAGER, SENIOR])
    user.refresh_from_db()
    assert user.roles == ["manager", "senior_manager"]
    change_roles(actor=actor_for(admin), user_id=user.pk, roles=["manager", "senior_manager"])
    event = Event.objects.get(name="staff.roles_changed")
    assert event.data == {"old": ["manager"], "new": ["manager", "senior_manager"]}


def test_roles_that_somebody_else_has_changed_are_not_replaced_unseen(admin: User) -> None:
    user = make_staff(MANAGER)
    change_roles(actor=actor_for(admin), user_id=user.pk, roles=[SENIOR], seen=[MANAGER])
    with pytest.raises(Stale) as stale:
        change_roles(actor=actor_for(admin), user_id=user.pk, roles=[MANAGER, ADMIN], seen=[MANAGER])
    assert str(Role(SENIOR).label) in str(stale.value.message)
    user.refresh_from_db()
    assert user.roles == [SENIOR]
    change_roles(actor=actor_for(admin), user_id=user.pk, roles=[SENIOR], seen=[MANAGER])
    change_roles(actor=actor_for(admin), user_id=user.pk, roles=[MANAGER], seen=[SENIOR])
    user.refresh_from_db()
    assert user.roles == [MANAGER]


def test_clients_are_not_staff_and_cannot_be_made_so_here(admin: User) -> None:
    client = make_user()
    with pytest.raises(Http404):
        change_roles(actor=actor_for(admin), user_id=client.pk, roles=[ADMIN])
    client.refresh_from_db()
    assert client.roles == []


def test_the_last_administrator_stays(admin: User) -> None:
    gone = make_staff(ADMIN, is_active=False)
    actor = actor_for(admin)
    assert refused(change_roles, actor=actor, user_id=admin.pk, roles=[MANAGER]).code == "identity.last_administrator"
    assert refused(deactivate_staff, actor=SYSTEM, user_id=admin.pk).code == "identity.last_administrator"
    change_roles(actor=actor, user_id=gone.pk, roles=[MANAGER])
    admin.refresh_from_db()
    assert (admin.roles, admin.is_active) == (["administrator"], True)


def test_nobody_closes_their_own_access(admin: User) -> None:
    make_staff(ADMIN)
    assert refused(deactivate_staff, actor=actor_for(admin), user_id=admin.pk).code == "identity.own_access"


def test_closing_and_opening_access_is_done_once(admin: User) -> None:
    user, actor = make_staff(MANAGER), actor_for(admin)
    deactivate_staff(actor=actor, user_id=user.pk)
    deactivate_staff(actor=actor, user_id=user.pk)
    user.refresh_from_db()
    assert (user.is_active, user.session_epoch, user.roles) == (False, 1, ["manager"])
    reactivate_staff(actor=actor, user_id=user.pk)
    reactivate_staff(actor=actor, user_id=user.pk)
    user.refresh_from_db()
    assert user.is_active
    names = Event.objects.filter(subject_id=user.pk).order_by("id").values_list("name", flat=True)
    assert list(names) == ["staff.deactivated", "staff.reactivated"]


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_remove_each_other_leave_one() -> None:
    first, second = make_staff(ADMIN), make_staff(ADMIN)
    outcomes = race(
        lambda: change_roles(actor=actor_for(first), user_id=second.pk, roles=[MANAGER]),
        lambda: change_roles(actor=actor_for(second), user_id=first.pk, roles=[MANAGER]),
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Refused", "User"]
    assert User.objects.filter(roles__contains=[ADMIN]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_address_added_twice_at_once_is_one_account() -> None:
    outcomes = race(
        *[lambda: add_staff(actor=SYSTEM, full_name="Орлова Анна", address="anna@fond.example", roles=[ADMIN])] * 2
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Refused", "User"]
    assert User.objects.count() == 1


def test_the_list_is_read_in_one_query(admin: User, django_assert_num_queries: Any) -> None:
    make_staff(MANAGER, full_name="Алексеев Олег")
    make_staff(MANAGER, full_name="Абрамов Иван", is_active=False)
    make_user()
    with django_assert_num_queries(1):
        names = [user.full_name for user in staff(actor_for(admin))]
    assert names == ["Алексеев Олег", "Кузнецов Пётр Ильич", "Абрамов Иван"]
