"""The pages beside a page of a long list."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from kabinet.kernel.paging import Page
from kabinet.kernel.ui.addresses import url_with


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Addresses of the pages beside; empty where there is none."""

    newer: str
    older: str


def neighbours(request: HttpRequest, page: Page[Any]) -> Neighbours:
    """Where a list goes on from a page of it, with the filters as they are."""
    cursors = (page.newer, page.older)
    return Neighbours(*(url_with(request, {"page": cursor}) if cursor else "" for cursor in cursors))
