"""What notices say: one place for the cabinet, e-mail and SMS.

Parameters come from the event's data. A sentence is chosen by what is known, so a missing figure leaves no hole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kabinet.applications import events as applications
from kabinet.kernel import events, security
from kabinet.kernel.connections.catalogue import PROVIDERS
from kabinet.kernel.errors import Words
from kabinet.kernel.ui import formats
from kabinet.lending import events as loans
from kabinet.notifications import providers
from kabinet.notifications.models import Message
from kabinet.payments import events as payments

PARAMS = ("number", "contract_number", "amount")
"""Keys of an event's data that notices speak of."""

LONGEST_PARAM = 60

MESSAGES: dict[str, Words] = {
    "login_code": gettext_lazy("Sign-in code"),
    "confirm_address": gettext_lazy("Code to confirm an address"),
    "confirm_identity": gettext_lazy("Code to confirm who asks"),
    "address_changed": gettext_lazy("An address was changed"),
    "password_changed": gettext_lazy("The password was changed"),
    "event": gettext_lazy("News about an application or a loan"),
}
"""What each message is about, by the name of its texts."""

SUBSCRIBERS: dict[str, Words] = {
    "notifications.client": gettext_lazy("Notifications for the client"),
    "notifications.manager": gettext_lazy("Notifications for the manager"),
    "notifications.alarm": gettext_lazy("Alarms for administrators"),
}
"""Who listens to events here, in words."""

FAILURES: dict[str, Words] = {
    "sms.off": gettext_lazy("no operator is set up"),
    "secret.expired": gettext_lazy("the code was too old to be sent"),
}
"""Why a message did not go out, where no operator had a say."""

TONES = {
    "queued": "info",
    "sending": "info",
    "sent": "success",
    "delivered": "success",
    "failed": "danger",
    "unknown": "warning",
    "waiting": "info",
    "done": "success",
}
"""Colours of the states of messages and deliveries."""


def way(message: Message) -> str:
    """How a message goes, and who was handed it last, for staff."""
    provider = PROVIDERS.get((message.channel, message.provider))
    channel = message.get_channel_display()
    return f"{channel}, {provider.title}" if provider else channel


def failures(codes: str) -> list[str]:
    """What each operator answered instead of taking a message, for staff; the codes are for support.

    Args:
        codes: `Message.error_code`.
    """
    return [f"{FAILURES.get(code) or providers.words_of(code)} ({code})" for code in codes.split()]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice.

    Attributes:
        title: A few words.
        sentence: What it means and what to do; may name `%(number)s`, `%(contract_number)s`, `%(amount)s`.
        plain: The sentence when one of these is not known.
        sends: Whether it goes out by e-mail or SMS too.
    """

    title: Words
    sentence: Words
    plain: Words
    sends: bool = True


KINDS: dict[str, Kind] = {
    applications.SUBMITTED: Kind(
        gettext_lazy("Application received"),
        gettext_lazy("Application %(number)s is received. We will tell you the decision."),
        gettext_lazy("Your application is received. We will tell you the decision."),
    ),
    applications.DECLINED: Kind(
        gettext_lazy("Application declined"),
        gettext_lazy("Application %(number)s is declined. The reason is in your account."),
        gettext_lazy("Your application is declined. The reason is in your account."),
    ),
    applications.APPROVED: Kind(
        gettext_lazy("Application approved"),
        gettext_lazy("Application %(number)s is approved. The next step is in your account."),
        gettext_lazy("Your application is approved. The next step is in your account."),
    ),
    loans.ISSUED: Kind(
        gettext_lazy("The money has been sent"),
        gettext_lazy("The money under contract %(contract_number)s has been sent to you."),
        gettext_lazy("The money of your loan has been sent to you."),
    ),
    loans.SCHEDULE_PUBLISHED: Kind(
        gettext_lazy("The schedule of payments is ready"),
        gettext_lazy("The schedule of payments of contract %(contract_number)s is in your account."),
        gettext_lazy("The schedule of payments is in your account."),
    ),
    loans.REPAYMENT_RECORDED: Kind(
        gettext_lazy("Payment credited"),
        gettext_lazy("Your payment of %(amount)s under contract %(contract_number)s is credited."),
        gettext_lazy("Your payment is credited."),
    ),
    payments.CANCELLED: Kind(
        gettext_lazy("The payment did not go through"),
        gettext_lazy("The payment of %(amount)s under contract %(contract_number)s did not go through."),
        gettext_lazy("Your payment did not go through."),
    ),
    loans.CLOSED: Kind(
        gettext_lazy("The loan is repaid in full"),
        gettext_lazy("The loan under contract %(contract_number)s is repaid in full."),
        gettext_lazy("Your loan is repaid in full."),
    ),
    "staff.application_submitted": Kind(
        gettext_lazy("An application of yours came in"),
        gettext_lazy("Application %(number)s, which is assigned to you, has come in."),
        gettext_lazy("An application that is assigned to you has come in."),
        sends=False,
    ),
}


KINDS |= {f"security.{name}": Kind(kind.title, kind.advice, kind.advice) for name, kind in security.KINDS.items()}


@dataclass(frozen=True, slots=True)
class Said:
    """A notice in words.

    Attributes:
        title: A few words.
        sentence: One sentence, two at most.
    """

    title: str
    sentence: str


def params_of(data: Mapping[str, Any]) -> dict[str, str]:
    """What a notice keeps of an event's data: short texts and numbers under known keys."""
    kept = {key: data.get(key) for key in PARAMS}
    return {key: str(value)[:LONGEST_PARAM] for key, value in kept.items() if isinstance(value, str | int | float)}


def say(code: str, params: Mapping[str, str]) -> Said:
    """Put a notice into words; a code of a version gone by still says something."""
    kind = KINDS.get(events.type_of(code).name)
    if kind is None:
        return Said(_("News"), _("There is news in your account."))
    shown = {key: value for key, value in params.items() if value}
    if "amount" in shown:
        shown["amount"] = formats.money_short(shown["amount"])
    try:
        return Said(str(kind.title), str(kind.sentence) % shown)
    except KeyError:
        return Said(str(kind.title), str(kind.plain))
