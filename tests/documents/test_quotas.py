"""Room for files: of one application, of one network and of everybody who has not signed in."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from kabinet.config.environment import environment
from kabinet.documents import quotas
from kabinet.documents.actions.claim_documents import claim_documents
from kabinet.documents.actions.remove_documents import remove_documents
from kabinet.documents.actions.store_document import store_document
from kabinet.documents.models import Document
from kabinet.documents.quotas import count_upload
from kabinet.kernel.access import SYSTEM, Actor
from kabinet.kernel.errors import Refused
from kabinet.kernel.files import examine
from kabinet.kernel.models import StoredFile
from tests.support.files import PDF, upload
from tests.support.identity import actor_for, make_user
from tests.support.race import race

HALF = PDF.ljust(500_000, b"\n")
"""Half a megabyte."""


@pytest.fixture(autouse=True)
def rooms(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets the limits, in megabytes."""

    def limit(**limits: int) -> None:
        smaller = environment().model_copy(update={f"upload_{name}_mb": value for name, value in limits.items()})
        monkeypatch.setattr("kabinet.documents.quotas.environment", lambda: smaller)

    return limit


def somebody(ip: str = "203.0.113.9") -> Actor:
    return Actor(kind="visitor", ip=ip)


def store(actor: Actor, application_id: UUID | None = None, **more: object) -> Document:
    file = examine(upload("a.pdf", HALF))
    return store_document(actor=actor, file=file, application_id=application_id or uuid4(), title="А", **more)


def refusal_of(actor: Actor, application_id: UUID | None = None) -> str:
    before = (Document.objects.count(), StoredFile.objects.count())
    with pytest.raises(Refused) as refusal:
        store(actor, application_id)
    assert (Document.objects.count(), StoredFile.objects.count()) == before
    assert str(refusal.value.message)
    return refusal.value.code


@pytest.mark.django_db
def test_an_application_has_so_much_room_and_removing_gives_it_back(rooms: Callable[..., None]) -> None:
    rooms(draft=1)
    actor, draft = actor_for(make_user()), uuid4()
    first, _second = store(actor, draft), store(actor, draft)
    assert refusal_of(actor, draft) == "file.quota.draft"
    assert store(actor, uuid4())
    remove_documents(actor=actor, application_id=draft, document_ids=[first.pk])
    third = store(actor, draft)
    assert store(actor, draft, instead_of=[third.pk])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("taken_by", "asks", "code"),
    [
        (["203.0.113.9"] * 2, "203.0.113.9", "file.quota.network"),
        (["203.0.113.9"] * 2, "::ffff:203.0.113.9", "file.quota.network"),
        (["203.0.113.9"] * 2, "203.0.113.10", ""),
        (["2001:db8:1:2::1", "2001:db8:1:2:ffff::9"], "2001:db8:1:2::7", "file.quota.network"),
        (["2001:db8:1:2::1"] * 2, "2001:db8:1:3::1", ""),
        ([f"2001:db8:1:{n}::1" for n in range(8)], "2001:db8:1:ff::1", "file.quota.network"),
        ([f"2001:db8:1:{n}::1" for n in range(8)], "2001:db8:2::1", ""),
    ],
)
def test_a_network_has_so_much_room_without_signing_in(
    rooms: Callable[..., None], taken_by: list[str], asks: str, code: str
) -> None:
    rooms(network=1)
    for ip in taken_by:
        store(somebody(ip))
    if code:
        assert refusal_of(somebody(asks)) == code
    else:
        store(somebody(asks))
    store(Actor(kind="client", user_id=make_user().pk, ip=asks))


@pytest.mark.django_db
def test_all_unsigned_files_have_so_much_room_and_signing_in_frees_it(rooms: Callable[..., None]) -> None:
    rooms(unsigned=1)
    first = uuid4()
    store(somebody("203.0.113.1"), first)
    store(somebody("203.0.113.2"))
    assert refusal_of(somebody("203.0.113.3")) == "file.quota.unsigned"
    assert store(SYSTEM)
    account = make_user()
    assert store(actor_for(account))
    Document.objects.filter(account__isnull=True, network="").delete()
    claim_documents(account_id=account.pk, application_ids=[first])
    assert store(somebody("203.0.113.3"))
    assert Document.objects.filter(application_id=first, network="", site="").exists()


@pytest.mark.django_db
def test_origins_are_kept_as_hashes_only() -> None:
    document = store(somebody("2001:db8:1:2::1"))
    assert len(document.network) == len(document.site) == 64
    assert document.network != document.site
    assert (store(actor_for(make_user())).network, store(somebody("")).network) == ("", "")


@pytest.mark.django_db(transaction=True)
def test_two_files_that_fit_one_at_a_time_are_not_both_taken(rooms: Callable[..., None]) -> None:
    rooms(network=1)
    store(somebody())
    outcomes = race(*[lambda: store(somebody()) for _number in range(4)])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Document", "Refused", "Refused", "Refused"]
    assert (Document.objects.count(), StoredFile.objects.count()) == (2, 2)


@pytest.mark.django_db
def test_uploads_of_a_network_are_counted_also_when_nothing_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "UPLOADS_PER_HOUR", 2)
    for _time in range(2):
        count_upload(somebody())
    with pytest.raises(Refused) as refusal:
        count_upload(somebody())
    assert refusal.value.code == "limits.exceeded"
    count_upload(somebody("203.0.113.77"))
    own = actor_for(make_user())
    for _time in range(2):
        count_upload(own)
    with pytest.raises(Refused) as refusal:
        count_upload(own)
    assert refusal.value.code == "limits.exceeded"
    count_upload(actor_for(make_user()))
