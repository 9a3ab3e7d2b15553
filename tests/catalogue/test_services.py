import pytest

from kabinet.catalogue.actions.save_service import save_service
from kabinet.catalogue.models import Service
from kabinet.catalogue.queries import open_services, service_by_code
from kabinet.identity.roles import Role
from kabinet.kernel import access
from kabinet.kernel.access import SYSTEM
from kabinet.kernel.errors import Denied, Refused
from kabinet.questionnaires.models import Questionnaire
from tests.support.catalogue import make_service
from tests.support.identity import actor_for, make_staff, staff_actor, visitor

pytestmark = pytest.mark.django_db


def test_open_services_come_in_their_order() -> None:
    second = make_service("vtoroy", position=2)
    first = make_service("perviy", position=1)
    closed = make_service("zakryt", is_open=False)
    assert list(open_services()) == [first, second]
    assert service_by_code("perviy") == first
    assert service_by_code("zakryt") is None
    assert service_by_code("zakryt", open_only=False) == closed
    assert set(access.visible(Service, visitor())) == {first, second}
    assert set(access.visible(Service, staff_actor(Role.ADMINISTRATOR))) == {first, second, closed}


def test_saving_again_changes_the_service() -> None:
    first = make_service()
    again = make_service(title="До получки")
    assert (again.pk, Service.objects.get().title) == (first.pk, "До получки")


def test_what_a_service_cannot_be() -> None:
    make_service()
    Questionnaire.objects.create(code="empty", title="Пустая")
    with pytest.raises(Refused) as refused:
        save_service(actor=SYSTEM, code="a", title="А", questionnaire="consumer_loan", template="nonsense")
    assert (refused.value.code, refused.value.field) == ("service.template", "template")
    for questionnaire in ("empty", "nonsense"):
        with pytest.raises(Refused) as refused:
            make_service("a", questionnaire)
        assert (refused.value.code, refused.value.field) == ("service.questionnaire", "questionnaire")
    with pytest.raises(Denied):
        save_service(actor=actor_for(make_staff()), code="a", title="А", questionnaire="consumer_loan")
    assert Service.objects.count() == 1
