"""People with browsers: sizes of windows, the words pages say, what browsers complain about."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect, sync_playwright

from tests.journeys.site import DemoSite

JOURNEY: Final = [pytest.mark.journey, pytest.mark.timeout(420)]
"""Marks of every module here; `tests/conftest.py` sends them all to one worker: one demo, one browser."""

PASSWORD: Final = "kabinet-demo-2026"
MANAGER: Final = "manager@partner.example"
ADMINISTRATOR: Final = "admin@partner.example"
SHOWN_CLIENT: Final = "+79000000001"
"""Client 1 of the demo: a loan, partly repaid."""

PATIENCE: Final = 20_000
"""Milliseconds: two cores may serve the demo, the browser and other tests at once."""

FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_NO_FAULT: Final = re.compile(
    r"Failed to load resource: the server responded with a status of (401|403|404|405|409|422)"
    r"|htmx:(afterRequest|sendAbort)"
)
"""Chromium's word for a page that says what is wrong, and htmx's for a question that a newer one overtook."""


@dataclass(frozen=True, slots=True)
class Size:
    """A window."""

    name: str
    width: int
    height: int
    touch: bool = False


PHONE: Final = Size("phone", 390, 844, touch=True)
TABLET: Final = Size("tablet", 820, 1180, touch=True)
DESKTOP: Final = Size("desktop", 1440, 900)


def say(text: str, *, context: str = "", **values: object) -> str:
    """What pages say for a source string, in the language of the site.

    Args:
        text: The source string.
        context: Its `msgctxt`.
        values: What goes into its placeholders.
    """
    with translation.override("ru"):
        said = translation.pgettext(context, text) if context else translation.gettext(text)
    return said % values if values else said


def chromium() -> str:
    """Where Chromium is.

    Raises:
        pytest.fail: There is none.
    """
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.fail("Chromium is not installed. `make test` installs it; or: tools/system-packages chromium")
    return found


@contextmanager
def started_browser() -> Iterator[Browser]:
    """A browser, closed afterwards."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visit:
    """One person's browser: a page that is open, and what the browser complained about."""

    site: DemoSite
    context: BrowserContext
    size: Size
    complaints: list[str] = field(default_factory=list)
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.context.set_default_timeout(PATIENCE)
        self.context.on("console", self._listen)
        self.context.on("weberror", lambda error: self.complaints.append(f"{error.error}"))
        self.page = self.context.new_page()

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not _NO_FAULT.match(message.text):
            self.complaints.append(f"{message.location.get('url', '')}: {message.text}")

    def open(self, path: str) -> Page:
        """Go to a page of the site."""
        answer = self.page.goto(self.site.url + path)
        assert answer is not None
        assert answer.status < 400, f"{path} answered {answer.status}"
        return self.page

    def reopen(self) -> None:
        """Close the tab and open another one, as after a pause."""
        self.page.close(run_before_unload=False)
        self.page = self.context.new_page()

    def path(self) -> str:
        """Where the page is."""
        return self.page.url.removeprefix(self.site.url)

    def button(self, text: str, **values: object) -> Locator:
        """A button by its words."""
        return self.page.get_by_role("button", name=say(text, **values), exact=True)

    def pay_button(self) -> Locator:
        """The button of the payment page; it carries a sum where scripts run."""
        return self.page.get_by_role("main").get_by_role("button", name=re.compile(rf"^{re.escape(say('Pay'))}(\s|$)"))

    def give_up_open_payments(self, loan: str) -> None:
        """Go to the payment page of a loan; other journeys leave payments that count as under way."""
        self.open(f"{loan}payments/new/")
        while self.button("Give it up").count():
            self.button("Give it up").first.click()
            self.see("You gave the payment up. Its sum can be paid anew.")

    def link(self, text: str, **values: object) -> Locator:
        """A link by its words."""
        return self.page.get_by_role("link", name=say(text, **values), exact=True)

    def heading(self, text: str, **values: object) -> Locator:
        """A heading by its words."""
        return self.page.get_by_role("heading", name=say(text, **values), exact=True)

    def field(self, label: str) -> Locator:
        """A field by what stands above it; the word "optional" may follow."""
        return self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s*\(.*\))?\s*$"))

    def see(self, text: str, **values: object) -> None:
        """Wait until the page says something."""
        expect(self.page.get_by_role("main")).to_contain_text(say(text, **values))

    def choose(self, question: str, answer: str) -> None:
        """Choose one answer of a question."""
        group = self.page.get_by_role("radiogroup", name=question)
        option = group.get_by_role("radio", name=re.compile(rf"^\s*{re.escape(answer)}"))
        option.check()

    def sign_in_with_code(self, address: str, *, wrong_first: bool = False) -> None:
        """From the sign-in page on: ask for a code, read it, enter it."""
        before = len(self.site.messages(address))
        self.field(say("Phone or e-mail")).fill(address)
        self.button("Get a code").click()
        expect(self.heading("Enter the code")).to_be_visible()
        code = self.site.last_code(address, after=before)
        if wrong_first:
            wrong = f"{(int(code) + 1) % 1_000_000:06d}"
            self._enter_code(wrong)
            expect(self.field(say("Code from the message"))).to_have_attribute("aria-invalid", "true")
        self._enter_code(code)
        self.page.wait_for_url(lambda url: "/sign-in/" not in url)

    def _enter_code(self, code: str) -> None:
        self.field(say("Code from the message")).fill(code)
        self.button("Sign in").click()

    def sign_in_with_password(self, address: str, password: str = PASSWORD) -> None:
        """Sign in at the page for passwords."""
        self.open("/sign-in/password/")
        self.field(say("Phone or e-mail")).fill(address)
        self.field(say("Password")).fill(password)
        self.button("Sign in").click()
        self.page.wait_for_url(lambda url: "/sign-in/" not in url)

    def download(self, link: Locator) -> bytes:
        """Fetch what a link leads to."""
        target = link.get_attribute("href") or ""
        answer = self.context.request.get(self.site.url + target)
        assert answer.ok, f"{target} answered {answer.status}"
        return answer.body()

    def close(self) -> None:
        """Close the browser's window."""
        self.context.close()


def begin_visit(
    browser: Browser,
    site: DemoSite,
    size: Size = DESKTOP,
    *,
    dark: bool = False,
    scripts: bool = True,
    state: Any = None,
) -> Visit:
    """Open a window.

    Args:
        browser: The browser.
        site: The demo.
        size: Of the window.
        dark: Whether the person likes dark pages.
        scripts: Whether scripts run.
        state: Cookies of another visit (`storage_state`).
    """
    context = browser.new_context(
        viewport={"width": size.width, "height": size.height},
        has_touch=size.touch,
        is_mobile=size.touch,
        locale="ru-RU",
        timezone_id="Europe/Moscow",
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        java_script_enabled=scripts,
        storage_state=state,
    )
    return Visit(site, context, size)


def axe_source() -> str:
    """The accessibility checker."""
    path = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
    if not path.exists():
        pytest.fail("axe-core is not installed. `make setup` installs it.")
    return path.read_text(encoding="utf-8")
