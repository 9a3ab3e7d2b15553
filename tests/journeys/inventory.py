"""Every page of the three faces: who sees it and how to come there."""

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from playwright.sync_api import Browser

from tests.journeys.browsing import ADMINISTRATOR, MANAGER, SHOWN_CLIENT, Visit, begin_visit, say
from tests.journeys.site import DemoSite

SENIOR: Final = "senior@partner.example"
WAITING_CLIENT: Final = "+79000000021"
"""A client of the demo whose application waits for a decision."""

NOBODY: Final = ""
NEWCOMER: Final = "newcomer"
"""An account with nothing in it yet."""
ASKED: Final = "asked"
"""A visitor who has asked for a code."""
CHANGING: Final = "changing"
"""A client who is changing the phone number."""

LOAN: Final = "main a[href^='/cabinet/loans/']"
DRAFT: Final = "main a[href*='/applications/']:has-text('Развитие бизнеса')"


@dataclass(frozen=True, slots=True)
class Spot:
    """One page.

    Attributes:
        face: public | cabinet | office.
        name: Name of the picture; begins with the route's name where it can.
        who: Address of who is signed in, or one of the states above.
        path: Where to begin.
        trail: Links to follow from there, as selectors.
        end: Put after the address of the last link.
        status: What the page answers with.
    """

    face: str
    name: str
    who: str
    path: str
    trail: tuple[str, ...] = ()
    end: str = ""
    status: int = 200

    def __str__(self) -> str:
        return f"{self.face}_{self.name}"


def _public(name: str, path: str, **more: Any) -> Spot:
    return Spot("public", name, more.pop("who", NOBODY), path, **more)


def _cabinet(name: str, path: str, *trail: str, who: str = SHOWN_CLIENT, **more: Any) -> Spot:
    return Spot("cabinet", name, who, path, trail, **more)


def _office(name: str, path: str, *trail: str, who: str = MANAGER, **more: Any) -> Spot:
    return Spot("office", name, who, path, trail, **more)


def _row(kind: str) -> str:
    return f"main tbody th a[href^='/office/{kind}/']"


_STEPS = ("applicant", "head", "document", "business", "loan", "collateral", "payout", "consents")
_SUBMITTED = "/office/applications/?status=submitted"

SPOTS: Final = (
    _public("home", "/"),
    _public("calculator", "/calculator/?product=lichnye-celi&amount=200000&payments=12"),
    _public("calculator-refused", "/calculator/?product=lichnye-celi&amount=900000&payments=12", status=422),
    _public("products", "/loans/"),
    _public("product", "/loans/do-zarplaty/"),
    _public("product-business", "/loans/razvitie-biznesa/"),
    _public("how-to-repay", "/how-to-repay/"),
    _public("legal", "/documents/"),
    _public("privacy", "/documents/privacy/"),
    _public("legal-text", "/documents/personal_data/"),
    _public("legal-edition", "/documents/personal_data/1/"),
    _public("sign-in", "/sign-in/"),
    _public("sign-in-code", "/sign-in/code/", who=ASKED),
    _public("sign-in-password", "/sign-in/password/"),
    _public("sign-in-recovery", "/sign-in/recovery/"),
    _public("not-found", "/no-such-page/", status=404),
    _cabinet("home", "/cabinet/"),
    _cabinet("home-empty", "/cabinet/", who=NEWCOMER),
    _cabinet("application-start", "/cabinet/apply/lichnye-celi/", who=NOBODY),
    _cabinet("applications", "/cabinet/applications/"),
    _cabinet("applications-empty", "/cabinet/applications/", who=NEWCOMER),
    _cabinet("application", "/cabinet/applications/", "main a[href*='/applications/']:has-text('На личные цели')"),
    _cabinet("application-steps", "/cabinet/applications/", DRAFT, end="steps/"),
    *(_cabinet(f"application-step-{code}", "/cabinet/applications/", DRAFT, end=f"steps/{code}/") for code in _STEPS),
    _cabinet("application-check", "/cabinet/applications/", DRAFT, end="check/"),
    _cabinet("application-discard", "/cabinet/applications/", DRAFT, end="discard/"),
    _cabinet(
        "application-withdrawal",
        "/cabinet/applications/",
        "main a[href*='/applications/']",
        who=WAITING_CLIENT,
        end="withdrawal/",
    ),
    _cabinet("loans", "/cabinet/loans/"),
    _cabinet("loans-empty", "/cabinet/loans/", who=NEWCOMER),
    _cabinet("loan", "/cabinet/loans/", LOAN),
    _cabinet("loan-schedule", "/cabinet/loans/", LOAN, end="schedules/1/"),
    _cabinet("payment-new", "/cabinet/loans/", LOAN, end="payments/new/"),
    _cabinet("payment-succeeded", "paid"),
    _cabinet("payment-cancelled", "refused"),
    _cabinet("payment-waiting", "left"),
    _cabinet("payment-go", "left", end="go/"),
    _cabinet("profile", "/cabinet/profile/"),
    _cabinet("profile-phone", "/cabinet/profile/phone/"),
    _cabinet("profile-email", "/cabinet/profile/email/"),
    _cabinet("profile-code", "/cabinet/profile/code/", who=CHANGING),
    _cabinet("prove", "/cabinet/security/proof/"),
    _cabinet("prove-code", "/cabinet/security/proof/code/", who=CHANGING),
    _cabinet("security", "/cabinet/security/"),
    _cabinet("notifications", "/cabinet/notifications/"),
    _cabinet("notifications-empty", "/cabinet/notifications/", who=NEWCOMER),
    _cabinet("not-found", "/cabinet/loans/00000000-0000-0000-0000-000000000000/", status=404),
    _office("home", "/office/"),
    _office("applications", "/office/applications/"),
    _office("applications-none", "/office/applications/?q=нет+такого"),
    _office("application-submitted", _SUBMITTED, _row("applications")),
    _office("application-approved", "/office/applications/?status=approved", _row("applications")),
    _office("application-issued", "/office/applications/?status=issued", _row("applications")),
    _office("application-declined", "/office/applications/?status=declined", _row("applications")),
    _office("application-decline", _SUBMITTED, _row("applications"), end="decline/"),
    _office("application-contract", _SUBMITTED, _row("applications"), end="contract-number/"),
    _office(
        "application-disbursement",
        "/office/applications/?status=approved",
        _row("applications"),
        end="disbursement/",
    ),
    _office("application-manager", _SUBMITTED, _row("applications"), end="manager/"),
    _office("clients", "/office/clients/"),
    _office("client", "/office/clients/?q=79000000001", _row("clients")),
    _office("loans", "/office/loans/"),
    _office("loans-overdue", "/office/loans/?status=overdue"),
    _office("loan", "/office/loans/?q=79000000001", _row("loans")),
    _office("loan-schedule", "/office/loans/?q=79000000001", _row("loans"), end="schedule/"),
    _office("loan-version", "/office/loans/?q=79000000001", _row("loans"), end="schedule/1/"),
    _office("loan-correction", "/office/loans/?q=79000000001", _row("loans"), end="correction/", who=SENIOR),
    _office("payments", "/office/payments/"),
    _office("payment", "/office/payments/", "main tbody a[href^='/office/payments/']"),
    _office("setup", "/office/setup/", who=ADMINISTRATOR),
    _office("site", "/office/setup/site/", who=ADMINISTRATOR),
    _office("regulations", "/office/setup/regulations/", who=ADMINISTRATOR),
    _office("products", "/office/setup/products/", who=ADMINISTRATOR),
    _office("product-new", "/office/setup/products/new/", who=ADMINISTRATOR),
    _office(
        "product",
        "/office/setup/products/",
        "main a[href^='/office/setup/products/']:not([href$='/new/'])",
        who=ADMINISTRATOR,
    ),
    _office("staff", "/office/setup/staff/", who=ADMINISTRATOR),
    _office("roles", "/office/setup/staff/roles/", who=ADMINISTRATOR),
    _office("staff-new", "/office/setup/staff/new/", who=ADMINISTRATOR),
    _office(
        "staff-member",
        "/office/setup/staff/",
        "main table a[href^='/office/setup/staff/']",
        who=ADMINISTRATOR,
    ),
    _office("security", "/office/security/", who=ADMINISTRATOR),
    _office("looks", "/office/security/looks/", who=ADMINISTRATOR),
    _office("connections", "/office/setup/connections/", who=ADMINISTRATOR),
    _office("connection", "/office/setup/connections/sms/smsc/", who=ADMINISTRATOR),
    _office("deliveries", "/office/deliveries/", who=ADMINISTRATOR),
    _office("messages", "/office/deliveries/messages/", who=ADMINISTRATOR),
    _office("interface", "/office/interface/", who=ADMINISTRATOR),
    _office("forbidden", "/office/setup/staff/", status=403),
)

NOT_PAGES: Final[Mapping[str, str]] = {
    "health": "a word for machines",
    "ready": "a word for machines",
    "branding": "a stylesheet",
    "acquirer_webhook": "a word for machines",
    "yookassa_webhook": "a word for machines",
    "sign_in_new_code": "a button",
    "sign_out": "a button",
    "application_answer": "saves a field",
    "application_files": "attaches a file",
    "application_submission": "a button",
    "document": "a file",
    "office_document": "a file",
    "office_connection_switch": "a button",
    "office_connection_first": "a button",
    "office_connection_check": "a button",
    "office_connection_verdict": "a part of a page",
    "cabinet_loan_schedule_pdf": "a file",
    "cabinet_loan_certificate": "a file",
    "cabinet_loan_version_pdf": "a file",
    "token": "a word for scripts",
    "payment_abandon": "a button",
    "payment_preview": "a part of a page",
    "payment_state": "a part of a page",
    "office_product_preview": "a part of a page",
    "cabinet_profile_new_code": "a button",
    "cabinet_prove_send": "a button",
    "cabinet_end_sessions": "a button",
    "cabinet_notifications_read": "a button",
    "cabinet_notification": "leads on",
    "office_application_take": "a button",
    "office_payment_check": "a button",
    "office_delivery_resend": "a button",
    "office_staff_address": "a form of the member's page",
    "office_staff_deactivate": "a button of the member's page",
    "office_staff_reactivate": "a button of the member's page",
}
"""Routes without a page of their own."""


class Guide:
    """Knows everybody of the inventory and the way to every page; prepares what pages show."""

    def __init__(self, browser: Browser, site: DemoSite, session_of: Callable[[str], Any]) -> None:
        self._browser = browser
        self._site = site
        self._session_of = session_of
        self._windows: dict[str, Visit] = {}
        self._payments: dict[str, str] = {}

    def window(self, who: str) -> Visit:
        """The window of somebody; one for all their pages."""
        if who not in self._windows:
            makers = {NEWCOMER: self._newcomer, ASKED: self._asked, CHANGING: self._changing}
            if who in makers:
                self._windows[who] = makers[who]()
            else:
                state = self._session_of(who) if who else None
                self._windows[who] = begin_visit(self._browser, self._site, state=state)
            if who == SHOWN_CLIENT:
                self._prepare(self._windows[who])
        return self._windows[who]

    def go(self, spot: Spot) -> Visit:
        """Open a page of the inventory."""
        visit = self.window(spot.who)
        path = self._payments.get(spot.path, spot.path)
        for selector in spot.trail:
            visit.open(path)
            found = visit.page.locator(selector).first.get_attribute("href")
            assert found, f"{spot}: nowhere to go on from {path}"
            path = re.sub(r"(/[0-9a-f-]{36}/).*", r"\1", found) if spot.end else found
        answer = visit.page.goto(self._site.url + path + spot.end)
        assert answer is not None
        assert answer.status == spot.status, f"{spot} answered {answer.status}"
        return visit

    def close(self) -> None:
        """Close all windows."""
        for visit in self._windows.values():
            visit.close()

    def _newcomer(self) -> Visit:
        visit = begin_visit(self._browser, self._site)
        visit.open("/sign-in/")
        visit.sign_in_with_code(f"+7902{random.SystemRandom().randrange(10**7):07d}")
        return visit

    def _asked(self) -> Visit:
        visit = begin_visit(self._browser, self._site)
        visit.open("/sign-in/")
        visit.field(say("Phone or e-mail")).fill(f"asked{random.SystemRandom().randrange(10**6)}@mail.example")
        visit.button("Get a code").click()
        visit.heading("Enter the code").wait_for()
        return visit

    def _changing(self) -> Visit:
        visit = self._newcomer()
        visit.open("/cabinet/profile/phone/")
        visit.page.get_by_role("main").get_by_role("textbox").first.fill(
            f"+7903{random.SystemRandom().randrange(10**7):07d}"
        )
        visit.page.get_by_role("main").get_by_role("button").first.click()
        visit.page.wait_for_url(re.compile("/profile/code/"))
        visit.open("/cabinet/security/proof/")
        visit.page.get_by_role("main").get_by_role("button").first.click()
        visit.page.wait_for_url(re.compile("/proof/code/"))
        return visit

    def _prepare(self, visit: Visit) -> None:
        """A draft with a wrong answer; payments that succeeded, failed and were left."""
        visit.open("/cabinet/apply/razvitie-biznesa/?amount=1000000&payments=24")
        visit.button("Fill in the application").click()
        visit.page.wait_for_url(re.compile("/steps/"))
        for name, button in (("refused", "Недостаточно средств"), ("paid", "Оплатить"), ("left", "Уйти без оплаты")):
            visit.open("/cabinet/loans/")
            loan = visit.page.locator(LOAN).first.get_attribute("href") or ""
            visit.open(f"{loan}payments/new/")
            visit.page.get_by_role("radio", name=say("Another sum")).check()
            visit.page.get_by_role("textbox", name=say("Another sum")).fill("500")
            visit.pay_button().click()
            visit.page.wait_for_url(re.compile("/yookassa/checkout/"))
            visit.page.get_by_role("button", name=button, exact=True).click()
            visit.page.wait_for_url(re.compile("/cabinet/payments/"))
            self._payments[name] = visit.path()
        visit.context.route(re.compile("/yookassa/checkout/"), lambda route: route.fulfill(status=204))
