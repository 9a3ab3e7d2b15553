"""What pages of the office share: overtaken pages, links of lists."""

from collections.abc import Iterable
from typing import TypeVar

from django.db import models
from django.http import HttpRequest

from kabinet.kernel.paging import Page
from kabinet.kernel.ui.addresses import url_with
from kabinet.office.story import Line, last_change

ResultT = TypeVar("ResultT")


def overtaken(seen: int | None, current: int, subjects: Iterable[models.Model]) -> Line | None:
    """Whose change came while the page was open; None when nothing did.

    Args:
        seen: The revision the page showed.
        current: The revision now.
        subjects: What may have been changed.
    """
    return last_change(subjects) if seen is not None and seen != current else None


def links(request: HttpRequest, page: Page[ResultT]) -> dict[str, str]:
    """Addresses of the neighbouring pages, `newer` and `older`; empty where there is none."""
    return {
        "newer": url_with(request, {"page": page.newer}) if page.newer else "",
        "older": url_with(request, {"page": page.older}) if page.older else "",
    }
