"""Showing on a form what an action refused."""

from collections.abc import Callable
from typing import TypeVar

from django.forms import BaseForm

from kabinet.kernel.errors import Refused, Stale

ResultT = TypeVar("ResultT")


def attempt(form: BaseForm, act: Callable[[], ResultT]) -> ResultT | None:
    """Do what a valid form asks; a refusal goes beside its field.

    Returns:
        What the action gave; None when it refused. A stale page leaves no error: the page says whose change it was.
    """
    try:
        return act()
    except Stale:
        return None
    except Refused as refused:
        show_refusal(form, refused)
        return None


def show_refusal(form: BaseForm, refused: Refused, *, field: str | None = None) -> None:
    """Put a refusal beside its field; above the form when the form has no such field.

    Args:
        form: A form that was sent.
        refused: What the action said.
        field: The form's own name of the field, where the action calls it otherwise.
    """
    name = field or refused.field
    form.add_error(name if name in form.fields else None, str(refused.message))
