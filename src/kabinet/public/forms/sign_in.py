"""Forms of signing in. What they hold is judged by the actions; they only carry it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kabinet.kernel.ui.inputs import TextField


class AddressForm(forms.Form):
    """Phone or e-mail, in one field."""

    address = TextField(
        label=_("Phone or e-mail"),
        help_text=_("We send a code of 6 digits there. For example +7 999 123-45-67 or name@example.ru."),
        error_messages={"required": _("Enter a phone number or an e-mail.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class PasswordSignInForm(forms.Form):
    """Phone or e-mail with a password."""

    address = TextField(
        label=_("Phone or e-mail"),
        error_messages={"required": _("Enter a phone number or an e-mail.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        error_messages={"required": _("Enter the password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)
