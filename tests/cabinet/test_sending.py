"""Checking and sending an application, taking it back, and throwing a draft away."""

import pytest
from django.test import Client, RequestFactory

from kabinet.applications.actions.claim_drafts import claim_drafts
from kabinet.applications.models import Application
from kabinet.cabinet.sign_in import claim_drafts_of_browser
from kabinet.identity.hooks import after_sign_in
from kabinet.identity.models import User
from kabinet.kernel.access import DRAFTS_SESSION_KEY
from tests.support.applications import (
    make_draft,
    make_full_draft,
    publish_consent_texts,
    send_application,
    the_draft,
    url,
)
from tests.support.catalogue import make_service
from tests.support.identity import actor_for, browser_of, make_user

pytestmark = pytest.mark.django_db


def test_the_check_page_leads_straight_to_what_is_missing(browser: Client, account: User) -> None:
    publish_consent_texts()
    draft = make_draft(actor_for(account), last_name="Орлова")
    page = browser.get(url("application_check", draft)).content.decode()
    wanted = url("application_step", draft, "about") + "?field=first_name"
    assert f"{wanted}&amp;why=1" in page
    assert "application_submission" not in page
    assert url("application_submission", draft) not in page
    assert 'href="#id_first_name"' in browser.get(f"{wanted}&why=1").content.decode()
    assert "aria-invalid" not in browser.get(wanted).content.decode()


def test_a_complete_application_is_sent_once_however_often_the_button_is_pressed(
    browser: Client, account: User
) -> None:
    draft = make_full_draft(actor_for(account))
    page = browser.get(url("application_check", draft)).content.decode()
    assert "30\xa0000\xa0₽" in page
    assert url("application_submission", draft) in page
    first = browser.post(url("application_submission", draft), {"revision": draft.revision})
    second = browser.post(url("application_submission", draft), {"revision": draft.revision})
    assert first["Location"] == second["Location"] == url("cabinet_application", draft)
    sent = the_draft()
    assert sent.status == "submitted"
    card = browser.get(first["Location"]).content.decode()
    assert str(sent.number) in card
    assert "Королёва" in card
    assert "•••• 3456" in card
    assert "57 10 123456" not in card
    assert browser.get(url("application_step", draft, "about"))["Location"] == url("cabinet_application", draft)
    late = browser.post(url("application_answer", draft), {"field": "inn", "inn": "1"})
    assert late.status_code == 409
    assert "отправлена" in late.content.decode()


def test_a_stale_check_page_is_shown_again(browser: Client, account: User) -> None:
    draft = make_full_draft(actor_for(account))
    answer = browser.post(url("application_submission", draft), {"revision": draft.revision - 1})
    assert answer.status_code == 409
    assert the_draft().status == "draft"


def test_a_visitor_is_led_to_the_sign_in_and_the_draft_comes_along(account: User) -> None:
    make_service()
    visitor = Client()
    visitor.post("/cabinet/apply/do-zarplaty/", {"amount": "30000"})
    draft = the_draft()
    check = url("application_check", draft)
    assert f"/sign-in/?next={check}" in visitor.get(check).content.decode()
    answer = visitor.post(url("application_submission", draft), {"revision": draft.revision})
    assert answer["Location"].startswith("/sign-in/?next=%2Fcabinet%2Fapplications%2F")
    assert claim_drafts(account_id=account.pk, draft_ids=[draft.pk]) == 1
    assert visitor.get(check)["Location"] == f"/sign-in/?next={check}"
    signed_in = browser_of(account)
    assert signed_in.get(check).status_code == 200


def test_withdrawing_asks_first_and_happens_once(browser: Client, account: User) -> None:
    sent = send_application(account)
    assert browser.get(url("application_withdrawal", sent)).status_code == 200
    answer = browser.post(url("application_withdrawal", sent), {"revision": sent.revision})
    assert answer["Location"] == url("cabinet_application", sent)
    sent.refresh_from_db()
    assert sent.status == "withdrawn"
    assert browser.post(url("application_withdrawal", sent)).status_code == 302


def test_discarding_a_draft(browser: Client, account: User) -> None:
    draft = make_draft(actor_for(account))
    assert browser.get(url("application_discard", draft)).status_code == 200
    stale = browser.post(url("application_discard", draft), {"revision": draft.revision + 1})
    assert (stale.status_code, Application.objects.filter(pk=draft.pk).exists()) == (409, True)
    assert f'name="revision" value="{draft.revision}"' in stale.content.decode()
    assert browser.post(url("application_discard", draft), {"revision": draft.revision}).status_code == 302
    assert Application.objects.count() == 0
    assert browser.post(url("application_discard", draft)).status_code == 404


def test_whoever_signs_in_gets_the_drafts_of_the_browser(account: User) -> None:
    assert claim_drafts_of_browser in after_sign_in
    make_service()
    visitor = Client()
    visitor.post("/cabinet/apply/do-zarplaty/", {"amount": "30000"})
    request = RequestFactory().get("/")
    request.session = visitor.session
    claim_drafts_of_browser(request, account)
    assert the_draft().account_id == account.pk
    assert DRAFTS_SESSION_KEY not in request.session
    claim_drafts_of_browser(request, make_user())
    assert the_draft().account_id == account.pk
