"""Showing on a form what an action refused."""

from django.forms import BaseForm

from kabinet.kernel.errors import Refused


def show_refusal(form: BaseForm, refused: Refused) -> None:
    """Put a refusal beside its field; above the form when the form has no such field."""
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, str(refused.message))
