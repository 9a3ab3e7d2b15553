"""From a template's name to the words of a message."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from kabinet.kernel.ui.page import Page, draw
from kabinet.organisation.queries.profile import profile

_BLANK_LINES = re.compile(r"\n{3,}")
_SITE_NAME_IN_SMS = 24


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a message.

    Attributes:
        subject: One line; empty for SMS.
        body: Plain text.
    """

    subject: str
    body: str


@dataclass(frozen=True)
class HtmlFrame(Page, template="notifications/email/frame.html"):
    """The HTML of an e-mail: its plain text in paragraphs, without anything to load."""

    subject: str
    body: str


def render(channel: str, template: str, context: Mapping[str, Any]) -> Text:
    """Render the plain texts of a message.

    Args:
        channel: `sms` or `email`.
        template: Its name.
        context: What it speaks of; `site_name` and `base_url` are added.

    Raises:
        TemplateDoesNotExist: There is no such text for this channel.
    """
    name = profile().name
    values = {"base_url": settings.BASE_URL, **context}
    if channel == "sms":
        body = _plain(f"notifications/sms/{template}.txt", {**values, "site_name": name[:_SITE_NAME_IN_SMS].rstrip()})
        return Text("", " ".join(body.split()))
    values["site_name"] = name
    body = _plain("notifications/email/frame.txt", {**values, "text": _plain(_email(template), values)})
    subject = " ".join(_plain(f"notifications/email/{template}.subject.txt", values).split())
    return Text(subject[:200], _BLANK_LINES.sub("\n\n", body).strip() + "\n")


def as_html(subject: str, body: str) -> str:
    """The HTML of an e-mail."""
    return draw(None, HtmlFrame(subject, body))


def _email(template: str) -> str:
    return f"notifications/email/{template}.txt"


def _plain(name: str, values: Mapping[str, Any]) -> str:
    return render_to_string(name, dict(values))
