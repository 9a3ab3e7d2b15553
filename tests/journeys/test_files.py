"""Files of an application in a real browser: several at once with a bad one among them, with scripts and without."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Locator, Route, expect

from tests.journeys.browsing import DESKTOP, JOURNEY, PHONE, Visit, say
from tests.support.files import JPEG, PDF

pytestmark = JOURNEY
Open = Callable[..., Visit]
QUESTION = "Бизнес-план"
CHOSEN = [
    FilePayload(name="план.pdf", mimeType="application/pdf", buffer=PDF),
    FilePayload(name="программа.pdf", mimeType="application/pdf", buffer=b"MZ\x90\x00"),
    FilePayload(name="снимок.png", mimeType="image/png", buffer=JPEG),
]


def begin(visit: Visit) -> str:
    """Begin an application with a question for files; returns the address of its step."""
    visit.open("/cabinet/apply/razvitie-biznesa/")
    visit.page.get_by_role("main").get_by_role("button").first.click()
    visit.page.wait_for_url(re.compile(r"/steps/"))
    step = visit.path().partition("/steps/")[0] + "/steps/loan/"
    visit.open(step)
    return step


def control(visit: Visit) -> Locator:
    return visit.field(QUESTION)


def kept(visit: Visit) -> Locator:
    return visit.page.locator("[data-files] li")


def travelling(visit: Visit, state: str) -> Locator:
    return visit.page.locator(f"[data-file-list] [data-state={state}]")


def remove(visit: Visit, name: str) -> None:
    visit.page.get_by_role("button", name=f"{say('Remove')} — {name}").click()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=lambda size: size.name)
def test_each_file_travels_as_it_is_chosen(visit: Open, size: Any) -> None:
    anna = visit(size)
    step = begin(anna)
    control(anna).set_input_files(CHOSEN)
    expect(kept(anna)).to_have_text([re.compile("план.pdf"), re.compile("снимок.jpg")])
    refused = travelling(anna, "refused")
    expect(refused).to_have_count(1)
    expect(refused).to_contain_text("программа.pdf")
    expect(refused).to_contain_text(re.compile("Содержимое этого файла не подходит"))
    expect(anna.page.locator("[data-file-status]")).to_contain_text("снимок.png")
    refused.get_by_role("button", name=re.compile(say("Remove from the list"))).click()
    expect(refused).to_have_count(0)
    expect(control(anna)).to_be_focused()
    anna.page.reload()
    expect(kept(anna)).to_have_count(2)
    remove(anna, "план.pdf")
    expect(kept(anna)).to_have_text([re.compile("снимок.jpg")])
    expect(control(anna)).to_be_focused()
    anna.link("Back").click()
    anna.page.wait_for_url(lambda url: step not in url)
    anna.page.go_back()
    expect(kept(anna)).to_have_text([re.compile("снимок.jpg")])


def test_the_step_waits_for_files_on_their_way(visit: Open) -> None:
    anna = visit()
    begin(anna)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    anna.page.route("**/files/", hold)
    control(anna).set_input_files(CHOSEN[:1])
    expect(travelling(anna, "sending").get_by_role("progressbar", name="план.pdf")).to_be_visible()
    anna.button("Continue later").click()
    expect(anna.page.locator("[data-file-status]")).to_have_text(
        say("Files are still being sent. We go on as soon as they are there.")
    )
    assert anna.path().endswith("/steps/loan/")
    held.pop().continue_()
    anna.page.wait_for_url(re.compile(r"/cabinet/applications/$"))
    anna.page.go_back()
    expect(kept(anna)).to_have_text([re.compile("план.pdf")])


def test_a_file_that_did_not_get_through_is_sent_again(visit: Open) -> None:
    anna = visit()
    begin(anna)
    anna.context.set_offline(True)
    control(anna).set_input_files(CHOSEN[:1])
    failed = travelling(anna, "failed")
    expect(failed).to_contain_text(say("Did not get through. Check the connection."))
    expect(failed.get_by_role("button", name=re.compile(say("Try again")))).to_be_visible()
    anna.context.set_offline(False)
    expect(kept(anna)).to_have_text([re.compile("план.pdf")])
    assert all("ERR_INTERNET_DISCONNECTED" in complaint for complaint in anna.complaints)
    anna.complaints.clear()


def test_a_session_that_is_over_or_an_old_token_loses_no_file(visit: Open) -> None:
    anna = visit()
    begin(anna)
    anna.page.evaluate("document.querySelector('[name=csrfmiddlewaretoken]').value = 'x'.repeat(64)")
    control(anna).set_input_files(CHOSEN[:1])
    expect(kept(anna)).to_have_text([re.compile("план.pdf")])
    cookies = anna.context.cookies()
    anna.context.clear_cookies(name="sessionid")
    control(anna).set_input_files(CHOSEN[2:])
    failed = travelling(anna, "failed")
    expect(failed).to_contain_text(
        say("You are signed out. Sign in in another tab, then send the file again from here.")
    )
    anna.context.add_cookies(cookies)
    failed.get_by_role("button", name=re.compile(say("Try again"))).click()
    expect(kept(anna)).to_have_text([re.compile("план.pdf"), re.compile("снимок.jpg")])


def test_without_scripts_files_come_with_the_step_and_each_has_its_verdict(visit: Open) -> None:
    anna = visit(scripts=False)
    step = begin(anna)
    control(anna).set_input_files(CHOSEN)
    anna.button("Continue").last.click()
    expect(kept(anna)).to_have_text([re.compile("план.pdf"), re.compile("снимок.jpg")])
    expect(anna.page.locator(".file-drop .field-error")).to_contain_text("программа.pdf: ")
    anna.open(step)
    expect(kept(anna)).to_have_count(2)
    remove(anna, "план.pdf")
    expect(kept(anna)).to_have_text([re.compile("снимок.jpg")])
    anna.link("Back").click()
    anna.open(step)
    expect(kept(anna)).to_have_count(1)
