"""Files of one draft that is open on two pages, and files in items of repeated groups."""

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from kabinet.applications.actions.add_group_item import add_group_item
from kabinet.applications.actions.attach_document import attach_document
from kabinet.applications.actions.detach_document import detach_document
from kabinet.applications.actions.remove_group_item import remove_group_item
from kabinet.applications.models import Application
from kabinet.documents.models import Document
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from tests.support.applications import make_draft
from tests.support.catalogue import make_service, publish
from tests.support.files import JPEG, PDF, upload
from tests.support.identity import actor_for, make_user
from tests.support.posting import controls
from tests.support.race import race

pytestmark = pytest.mark.django_db
PLAN = "plan"


def family_draft(actor: Actor) -> Application:
    """A draft of a questionnaire that asks for one plan and for papers of each child; three children are there."""
    child = [
        {"code": "child", "type": "text", "label": "Имя"},
        {"code": "paper", "type": "file", "label": "Свидетельство", "maximum_count": 2},
    ]
    fields = [
        {"code": PLAN, "type": "file", "label": "План"},
        {
            "type": "group",
            "code": "children",
            "title": "Дети",
            "fields": child,
            "repeat": {"minimum": 0, "maximum": 3, "item_title": "Ребёнок"},
        },
    ]
    publish({"code": "family", "title": "Семья", "steps": [{"code": "family", "title": "Семья", "fields": fields}]})
    draft = make_draft(actor, service=make_service("family", "family"))
    for _item in range(3):
        add_group_item(actor=actor, application_id=draft.pk, group="children")
    return draft


def names(draft: Application, *path: Any) -> list[str]:
    draft.refresh_from_db()
    value: Any = draft.answers
    for key in path:
        value = value[key]
    return [str(reference["name"]) for reference in value]


def attach(actor: Actor, draft: Application, path: str, name: str, content: bytes = PDF, **more: Any) -> None:
    attach_document(actor=actor, application_id=draft.pk, path=path, upload=upload(name, content), **more)


def test_a_file_that_the_page_does_not_show_is_not_replaced() -> None:
    actor = actor_for(make_user())
    draft = family_draft(actor)
    attach(actor, draft, PLAN, "план.pdf", shown=[])
    before = Document.objects.get()
    for _twice in range(2):
        with pytest.raises(Refused) as refused:
            attach(actor, draft, PLAN, "другой.jpg", JPEG, shown=[])
        assert (refused.value.code, refused.value.field) == ("file.changed", PLAN)
        assert "план.pdf" in str(refused.value.message)
    assert names(draft, PLAN) == ["план.pdf"]
    assert default_storage.exists(before.file.path)
    attach(actor, draft, PLAN, "план.pdf", shown=[])
    attach(actor, draft, PLAN, "другой.jpg", JPEG, shown=[str(before.pk)])
    assert names(draft, PLAN) == ["другой.jpg"]
    attach(actor, draft, PLAN, "третий.pdf")
    assert names(draft, PLAN) == ["третий.pdf"]


def test_pages_say_which_files_they_show() -> None:
    account = make_user()
    actor, browser = actor_for(account), Client()
    draft = family_draft(actor)
    browser.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    step = reverse("application_step", args=[draft.pk, "family"])
    page = controls(browser.get(step))
    assert page["shown_files"][0] == f"{PLAN}:"
    files = reverse("application_files", args=[draft.pk])
    attach(actor, draft, PLAN, "план.pdf")
    late = browser.post(files, {"field": PLAN, "file": upload("другой.pdf", PDF + b"\n"), "shown_files": f"{PLAN}:"})
    assert (late.status_code, names(draft, PLAN)) == (409, ["план.pdf"])
    answer = browser.post(step, {**page, PLAN: upload("другой.pdf", PDF + b"\n")})
    assert answer.status_code == 422
    assert "На другой странице уже приложен другой файл: план.pdf" in answer.content.decode()
    assert names(draft, PLAN) == ["план.pdf"]
    again = controls(answer)
    assert again["shown_files"][0] == f"{PLAN}:{Document.objects.get().pk}"
    browser.post(step, {**again, PLAN: upload("другой.pdf", PDF + b"\n")})
    assert names(draft, PLAN) == ["другой.pdf"]


@pytest.mark.django_db(transaction=True)
def test_of_two_files_chosen_at_once_for_one_place_one_is_refused() -> None:
    actor = actor_for(make_user())
    draft = family_draft(actor)
    outcomes = race(
        *[
            lambda n=number: attach(actor, draft, PLAN, f"{n}.pdf", PDF + b"\n" * (n + 1), shown=[])
            for number in range(2)
        ]
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "Refused"]
    assert len(names(draft, PLAN)) == 1


def test_files_belong_to_an_item_wherever_it_stands() -> None:
    actor = actor_for(make_user())
    draft = family_draft(actor)
    attach(actor, draft, "children.1.paper", "второй.pdf")
    attach(actor, draft, "children.2.paper", "третий.pdf")
    remove_group_item(actor=actor, application_id=draft.pk, group="children", key="0")
    attach(actor, draft, "children.1.paper", "ещё.jpg", JPEG)
    assert names(draft, "children", 0, "paper") == ["второй.pdf", "ещё.jpg"]
    assert names(draft, "children", 1, "paper") == ["третий.pdf"]
    second = Document.objects.get(file__name="второй.pdf")
    for _twice in range(2):
        detach_document(actor=actor, application_id=draft.pk, path="children.1.paper", document_id=second.pk)
        assert names(draft, "children", 0, "paper") == ["ещё.jpg"]


@pytest.mark.parametrize("key", ["1", "2"])
def test_an_item_that_is_gone_takes_no_file(key: str) -> None:
    actor = actor_for(make_user())
    draft = family_draft(actor)
    remove_group_item(actor=actor, application_id=draft.pk, group="children", key=key)
    draft.refresh_from_db()
    before = draft.answers
    with pytest.raises(Refused) as refused:
        attach(actor, draft, f"children.{key}.paper", "поздно.pdf")
    assert refused.value.code == "item.gone"
    draft.refresh_from_db()
    assert (draft.answers, Document.objects.count()) == (before, 0)
