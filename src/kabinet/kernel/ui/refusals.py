"""Showing on a form what an action refused."""

from django.forms import BaseForm

from kabinet.kernel.errors import Refused


def show_refusal(form: BaseForm, refused: Refused, *, field: str | None = None) -> None:
    """Put a refusal beside its field; above the form when the form has no such field.

    Args:
        form: A form that was sent.
        refused: What the action said.
        field: The form's own name of the field, where the action calls it otherwise.
    """
    name = field or refused.field
    form.add_error(name if name in form.fields else None, str(refused.message))
