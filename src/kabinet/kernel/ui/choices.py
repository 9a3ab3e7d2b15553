"""Choices that a form learns only when it is made."""

from collections.abc import Iterable
from typing import Any

from django import forms


def set_choices(form: forms.BaseForm, name: str, choices: Iterable[Any]) -> None:
    """Give a field of choices what can be chosen.

    Args:
        form: The form.
        name: Its field.
        choices: Values with their labels.

    Raises:
        TypeError: The form declares another kind of field by that name.
    """
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} is no field of choices")
    field.choices = list(choices)
