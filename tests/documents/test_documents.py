from uuid import UUID, uuid4

import pytest
from django.core.files.storage import default_storage

from kabinet.documents.actions.claim_documents import claim_documents
from kabinet.documents.actions.file_documents import file_documents
from kabinet.documents.actions.remove_documents import remove_documents
from kabinet.documents.actions.store_document import store_document
from kabinet.documents.models import Document
from kabinet.documents.queries import documents_of_application, documents_of_party, known_ids
from kabinet.identity.roles import Role
from kabinet.kernel import access
from kabinet.kernel.access import SYSTEM, Actor
from kabinet.kernel.files import examine
from kabinet.kernel.models import Event
from tests.support.files import upload
from tests.support.identity import actor_for, make_staff, make_user, staff_actor, visitor
from tests.support.parties import make_person

pytestmark = pytest.mark.django_db


def stored(actor: Actor, application_id: UUID) -> Document:
    file = examine(upload("устав.pdf"))
    return store_document(actor=actor, file=file, application_id=application_id, title="Устав", kind_code="charter")


def test_a_document_belongs_to_its_application_then_to_the_client() -> None:
    account = make_user()
    application_id = uuid4()
    document = stored(visitor(application_id), application_id)
    assert (document.title, document.kind_code, document.account_id) == ("Устав", "charter", None)
    assert documents_of_application(visitor(application_id), application_id) == [document]
    assert documents_of_application(visitor(), application_id) == []
    assert claim_documents(account_id=account.pk, application_ids=[application_id]) == 1
    assert documents_of_application(visitor(application_id), application_id) == []
    assert documents_of_application(actor_for(account), application_id) == [document]
    party = make_person(account)
    assert list(access.visible(Document, actor_for(make_staff()))) == []
    assert file_documents(application_id=application_id, party_id=party.pk) == 1
    assert documents_of_party(actor_for(make_staff()), party.pk) == [document]
    assert documents_of_party(actor_for(make_user()), party.pk) == []
    assert list(access.visible(Document, staff_actor(Role.ACCOUNTANT))) == [document]
    assert "устав" not in str(Event.objects.values_list("data", flat=True))


def test_a_draft_document_goes_with_its_bytes(django_capture_on_commit_callbacks: object) -> None:
    application_id = uuid4()
    document = stored(SYSTEM, application_id)
    path = document.file.path
    assert default_storage.exists(path)
    assert known_ids(application_id, [document.pk, uuid4()]) == {document.pk}
    assert known_ids(uuid4(), [document.pk]) == set()
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_documents(actor=SYSTEM, application_id=application_id) == 1
        assert remove_documents(actor=SYSTEM, application_id=application_id) == 0
    assert not default_storage.exists(path)
    assert Document.objects.count() == 0


def test_a_filed_document_stays() -> None:
    application_id = uuid4()
    stored(SYSTEM, application_id)
    file_documents(application_id=application_id, party_id=make_person().pk)
    assert remove_documents(actor=SYSTEM, application_id=application_id) == 0
    assert Document.objects.count() == 1
