"""Getting in while others ask for too much, and proving once more who one is."""

import random
import re
from collections.abc import Callable

import pytest
from django.utils import translation
from playwright.sync_api import expect

from kabinet.identity import proofs
from tests.journeys.browsing import JOURNEY, PHONE, Visit, say

pytestmark = JOURNEY
Open = Callable[..., Visit]
A_PASSWORD = "tikhaya gavan 2026"


def newcomer(visit: Visit) -> str:
    """Sign in with a number nobody had before; returns it."""
    number = f"+7904{random.SystemRandom().randrange(10**7):07d}"
    visit.open("/sign-in/")
    visit.sign_in_with_code(number)
    return number


def make_a_crowd(owner: Visit) -> None:
    """The owner asks for a code; whoever else asks for the same number within a minute is one too many."""
    owner.open("/cabinet/security/proof/")
    owner.page.get_by_role("main").get_by_role("button").first.click()
    expect(owner.heading("Enter the code")).to_be_visible()


def ask(stranger: Visit, number: str) -> None:
    stranger.open("/sign-in/")
    stranger.field(say("Phone or e-mail")).fill(number)
    stranger.button("Get a code").click()


def test_a_strangers_browser_works_for_its_code_and_goes_on_by_itself(visit: Open) -> None:
    owner, stranger = visit(), visit(PHONE)
    number = newcomer(owner)
    make_a_crowd(owner)
    before = len(stranger.site.messages(number))
    ask(stranger, number)
    expect(stranger.heading("Enter the code")).to_be_visible()
    stranger.field(say("Code from the message")).fill(stranger.site.last_code(number, after=before))
    stranger.button("Sign in").click()
    stranger.page.wait_for_url(re.compile("/cabinet/"))


def test_without_scripts_a_question_stands_there(visit: Open) -> None:
    owner, stranger = visit(), visit(PHONE, scripts=False)
    number = newcomer(owner)
    make_a_crowd(owner)
    ask(stranger, number)
    question = stranger.page.locator("label[for=id_answer]").inner_text()
    with translation.override("ru"):
        words = {str(word): value for value, word in proofs.SMALL.items()}
    first, second = (words[word] for word in re.findall(r"\w+", question) if word in words)
    stranger.page.locator("#id_answer").fill(str(first + second))
    stranger.button("Get a code").click()
    expect(stranger.heading("Enter the code")).to_be_visible()


@pytest.mark.parametrize("way", ["code", "password"])
def test_proving_once_more_leads_back_and_a_new_password_ends_other_devices(visit: Open, way: str) -> None:
    here, there = visit(PHONE), visit()
    number = newcomer(here)
    here.open("/cabinet/security/")
    here.field(say("New password")).fill(A_PASSWORD)
    here.button("Set a password").click()
    here.see("The password is saved. All other devices are signed out.")
    there.open("/sign-in/password/")
    there.sign_in_with_password(number, A_PASSWORD)
    here.open("/cabinet/security/proof/?next=/cabinet/security/")
    if way == "password":
        here.field(say("Password")).fill(A_PASSWORD)
        here.button("Confirm").click()
    else:
        before = len(here.site.messages(number))
        here.page.get_by_role("main").get_by_role("button").first.click()
        here.field(say("Code from the message")).fill(here.site.last_code(number, after=before))
        here.button("Confirm").click()
    here.page.wait_for_url(re.compile("/cabinet/security/$"))
    here.field(say("New password")).fill(f"{A_PASSWORD} {way}")
    here.button("Change the password").click()
    here.see("The password is saved. All other devices are signed out.")
    there.page.goto(f"{there.site.url}/cabinet/")
    expect(there.page).to_have_url(re.compile("/sign-in/"))
