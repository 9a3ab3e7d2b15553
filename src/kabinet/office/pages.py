"""What pages of the office share: refused orders, overtaken pages, links of lists."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from django import forms
from django.db import models
from django.http import HttpRequest

from kabinet.kernel.errors import Refused, Stale
from kabinet.kernel.paging import Page
from kabinet.kernel.ui.pages import url_with
from kabinet.kernel.ui.refusals import show_refusal
from kabinet.office.story import Line, last_change

ResultT = TypeVar("ResultT")


def attempt(form: forms.BaseForm, act: Callable[[], ResultT]) -> ResultT | None:
    """Do what a valid form asks; a refusal goes beside its field.

    Returns:
        What the action gave; None when it refused. A stale page leaves no error: `overtaken` says whose change it was.
    """
    try:
        return act()
    except Stale:
        return None
    except Refused as refused:
        show_refusal(form, refused)
        return None


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
