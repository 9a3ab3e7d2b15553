"""An auditor walks every page of the office over objects that exist: sees all of it and changes nothing."""

import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, resolve, reverse

import kabinet
from kabinet.documents.models import Document
from kabinet.identity.roles import RIGHTS_OF, Role
from kabinet.kernel.errors import Denied
from kabinet.kernel.models import Hit, Look, SecurityEvent
from tests.support.identity import actor_for, browser_of, make_staff
from tests.support.routes import ROUTES
from tests.support.world import World, undone

pytestmark = pytest.mark.django_db

OFFICE = [(route, entry) for route, entry in ROUTES if entry.callback.audience.startswith("staff:")]
AUDITORS = RIGHTS_OF[Role.AUDITOR]
OF_ONESELF = {"/sign-out/"}
"""What an auditor sends from the office: signing out."""
TRACES = {Look, SecurityEvent, Hit}


@pytest.fixture
def world(stopped_clock: object) -> World:
    world = World()
    Document.objects.update(party_id=world.loan.party_id)
    return world


@pytest.fixture
def auditor(world: World) -> Client:
    return browser_of(make_staff(Role.AUDITOR))


def _orders_of_staff() -> dict[str, Callable[..., Any]]:
    """Every action that asks for a right, by its name."""
    found = {}
    for module in _modules_of_actions():
        for name, action in inspect.getmembers(module, inspect.isfunction):
            if action.__module__ == module.__name__ and not name.startswith("_"):
                source = inspect.getsource(action)
                if "require(actor" in source or "lock_for_decision(actor" in source:
                    found[name] = action
    return found


def _modules_of_actions() -> Iterator[ModuleType]:
    for package in pkgutil.walk_packages(kabinet.__path__, "kabinet."):
        if package.ispkg and package.name.endswith(".actions"):
            for module in pkgutil.iter_modules(import_module(package.name).__path__, f"{package.name}."):
                yield import_module(module.name)


def _everything() -> dict[str, list[Any]]:
    """Every row of ours, but for the traces that looking leaves."""
    models = [model for model in apps.get_models() if model.__module__.startswith("kabinet.")]
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in models if model not in TRACES}


def _read(browser: Client, url: str) -> tuple[Any, str]:
    """A page, and all that it says; files are read to their end, which closes them."""
    page: Any = browser.get(url)
    return page, b"".join(page).decode(errors="replace")


def _opens(entry: URLPattern) -> bool:
    right: Any = entry.callback.rights[0]
    return right.is_to_see


def test_an_auditor_opens_every_page_that_shows(world: World, auditor: Client) -> None:
    for route, entry in OFFICE:
        page, _text = _read(auditor, world.address(route, entry))
        assert page.status_code in ({200, 286} if _opens(entry) else {403}), route


def test_nothing_that_an_auditor_sends_changes_anything(world: World, auditor: Client) -> None:
    before = _everything()
    for route, entry in OFFICE:
        with undone():
            answer = auditor.post(world.address(route, entry), {"revision": "0", "do": "save"})
            assert answer.status_code in {403, 405}, route
            assert _everything() == before, route


def test_no_action_obeys_an_auditor() -> None:
    auditor, orders = actor_for(make_staff(Role.AUDITOR)), _orders_of_staff()
    assert {"save_profile", "change_roles", "publish_schedule", "take_application", "resend_delivery"} <= set(orders)
    for order in orders.values():
        needed = [each for each in inspect.signature(order).parameters.values() if each.default is each.empty]
        values = {each.name: None for each in needed} | {"actor": auditor}
        with pytest.raises(Denied), transaction.atomic():
            order(**values)


def test_no_page_offers_an_auditor_what_is_refused(world: World, auditor: Client) -> None:
    for route, entry in OFFICE:
        if not _opens(entry) or entry.name == "office_interface":
            continue
        _page, text = _read(auditor, world.address(route, entry))
        for form in re.findall(r"<form[^>]*>", text):
            if 'method="post"' in form:
                action = re.search(r'action="([^"]*)"', form)
                assert action, f"{route}: {form}"
                assert action[1] in OF_ONESELF, f"{route}: {form}"
        for href in re.findall(r'href="(/office/[^"?#]*)', text):
            assert resolve(href).func.rights[0] in AUDITORS, f"{route} leads to {href}"


def test_a_settings_page_shows_an_auditor_what_is_set(world: World, auditor: Client) -> None:
    page = auditor.get(reverse("office_product", args=[world.loan.product_id])).content.decode()
    assert "На любые цели" in page
    assert "<input" not in page.partition("<main")[2]
    assert re.search(r"<dd[^>]*>\s*—\s*</dd>", page), "what is not set is said so"
