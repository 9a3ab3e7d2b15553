"""Forms of one's own account. What they hold is judged by the actions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kabinet.kernel.ui.inputs import TextField


class NameForm(forms.Form):
    """How to call the person."""

    full_name = TextField(
        label=_("Full name"),
        error_messages={"required": _("Enter a name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class PhoneForm(forms.Form):
    """A new phone."""

    address = TextField(
        label=_("New phone"),
        help_text=_("We send a code there by SMS."),
        error_messages={"required": _("Enter a phone number.")},
        widget=forms.TextInput(attrs={"data-kind": "phone", "autocomplete": "tel"}),
    )


class EmailForm(forms.Form):
    """A new e-mail."""

    address = TextField(
        label=_("New e-mail"),
        help_text=_("We send a code there."),
        error_messages={"required": _("Enter an e-mail.")},
        widget=forms.TextInput(attrs={"data-kind": "email", "autocomplete": "email"}),
    )


class ProofForm(forms.Form):
    """The password, to prove who asks."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        error_messages={"required": _("Enter the password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordForm(forms.Form):
    """A new password."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=_("At least 10 characters, not only digits and not a common word."),
        error_messages={"required": _("Enter the new password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
