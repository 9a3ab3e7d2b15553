"""Forms of one's own account. What they hold is judged by the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class NameForm(forms.Form):
    """How to call the person."""

    full_name = forms.CharField(
        label=_("Full name"),
        error_messages={"required": _("Enter a name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class PhoneForm(forms.Form):
    """A new phone."""

    address = forms.CharField(
        label=_("New phone"),
        help_text=_("We send a code there by SMS."),
        error_messages={"required": _("Enter a phone number.")},
        widget=forms.TextInput(attrs={"data-kind": "phone"}),
    )


class EmailForm(forms.Form):
    """A new e-mail."""

    address = forms.CharField(
        label=_("New e-mail"),
        help_text=_("We send a code there."),
        error_messages={"required": _("Enter an e-mail.")},
        widget=forms.TextInput(attrs={"data-kind": "email", "autocomplete": "email"}),
    )


class CodeForm(forms.Form):
    """The code from the message."""

    code = forms.CharField(
        label=_("Code from the message"),
        error_messages={"required": _("Enter the code of 6 digits.")},
        widget=forms.TextInput(attrs={"data-kind": "code", "autofocus": True}),
    )


class PasswordForm(forms.Form):
    """A new password; the current one is asked for unless a code has just proved who asks."""

    current = forms.CharField(
        label=_("Current password"),
        strip=False,
        error_messages={"required": _("Enter the current password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=_("At least 10 characters, not only digits and not a common word."),
        error_messages={"required": _("Enter the new password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, asks_current: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_current:
            del self.fields["current"]
