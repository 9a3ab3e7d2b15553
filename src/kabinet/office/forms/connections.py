"""Forms made from what a provider has to know."""

from typing import Any, Literal, get_args, get_origin

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from kabinet.config.secret_files import is_secret
from kabinet.kernel.connections.catalogue import Provider, Setting
from kabinet.kernel.connections.configured import Configured
from kabinet.kernel.ui.inputs import NOT_OWN, REQUIRED, CountField, NumberField, TextField

_LONGEST = 500
KEPT = _("It is kept and shown to nobody. Leave this empty to keep it, type another to replace it.")
LOST = _("The earlier one can no longer be read. Type it again; left empty, there is none.")


class ConnectionForm(forms.Form):
    """What a provider has to know, but for what the operator of the server set.

    Args:
        data: What was typed.
        provider: Whose form it is.
        known: What is set up already; None for a new one.
    """

    def __init__(self, data: Any, *, provider: Provider, known: Configured | None) -> None:
        super().__init__(data)
        settings, locked = provider.settings, known.by_operator if known else frozenset()
        for name, info in provider.config.model_fields.items():
            if name not in locked:
                self.fields[name] = _field(info, settings[name], known, name)

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, as JSON keeps it."""
        return {name: _plain(value) for name, value in self.cleaned_data.items()}


def _field(info: FieldInfo, setting: Setting, known: Configured | None, name: str) -> forms.Field:
    there = known.shown(name) if known else None
    first = there if there not in (None, "") else _default(info)
    options: dict[str, Any] = {
        "label": setting.label,
        "help_text": setting.hint,
        "required": info.is_required(),
        "initial": first,
    }
    if is_secret(info):
        return _secret(options, known)
    if get_origin(info.annotation) is Literal:
        choices = [(word, word) for word in get_args(info.annotation)]
        return forms.ChoiceField(choices=choices, **options)
    if info.annotation is int:
        return CountField(**options)
    if info.annotation is float:
        return NumberField(**options)
    return TextField(max_length=_LONGEST, widget=forms.TextInput(attrs=NOT_OWN), **options)


def _secret(options: dict[str, Any], known: Configured | None) -> forms.CharField:
    kept = known is not None and known.keeps_secrets
    lost = known is not None and known.unreadable
    hint = KEPT if kept else LOST if lost else options["help_text"]
    return forms.CharField(
        label=options["label"],
        help_text=hint,
        required=options["required"] and not kept,
        max_length=_LONGEST,
        error_messages={"required": REQUIRED},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def _default(info: FieldInfo) -> Any:
    if info.is_required() or isinstance(info.default, SecretStr):
        return None
    return info.default if isinstance(info.default, int | str) else _plain(info.default)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    return float(value) if isinstance(value, float) or hasattr(value, "as_tuple") else str(value)


class TrialForm(forms.Form):
    """Where a test message goes."""

    typed = TextField(max_length=_LONGEST, widget=forms.TextInput(attrs=NOT_OWN))
