"""Forms about staff. What they hold is judged by the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from kabinet.identity.roles import Role
from kabinet.kernel.ui.choices import set_choices
from kabinet.kernel.ui.inputs import NOT_OWN, TextField


class RolesForm(forms.Form):
    """What a member of staff may do."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role.")},
    )


class NewStaffForm(RolesForm):
    """Somebody new."""

    full_name = TextField(
        label=_("Full name"),
        error_messages={"required": _("Enter a name.")},
        widget=forms.TextInput(attrs=NOT_OWN),
    )
    address = TextField(
        label=_("Work phone or e-mail"),
        help_text=_("Used to sign in with a code. No password is handed over."),
        error_messages={"required": _("Enter a phone number or an e-mail.")},
        widget=forms.TextInput(attrs=NOT_OWN),
    )
    field_order = ("full_name", "address", "roles")


class StaffAddressForm(forms.Form):
    """Where somebody's codes go from now on."""

    address = TextField(
        label=_("New work phone or e-mail"),
        help_text=_("It replaces the one of the same kind. The old one gets a word of it, and all sessions end."),
        error_messages={"required": _("Enter a phone number or an e-mail.")},
        widget=forms.TextInput(attrs=NOT_OWN),
    )


class SecurityFilter(forms.Form):
    """Which traces to list."""

    kind = forms.ChoiceField(label=_("What happened"), required=False)
    alarms = forms.ChoiceField(
        label=_("Lines"), required=False, choices=[("", pgettext_lazy("filter", "All")), ("on", _("Alarms only"))]
    )

    def __init__(self, *args: Any, kinds: list[tuple[str, str]]) -> None:
        super().__init__(*args)
        set_choices(self, "kind", [("", pgettext("filter", "All")), *kinds])

    def filters(self) -> tuple[str, bool]:
        """The kind and whether alarms alone; what makes no sense narrows nothing."""
        self.is_valid()
        return self.cleaned_data.get("kind") or "", bool(self.cleaned_data.get("alarms"))


class MessageFilter(forms.Form):
    """Which messages to list."""

    status = forms.ChoiceField(label=_("Status"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)

    def __init__(self, *args: Any, statuses: list[tuple[str, str]], channels: list[tuple[str, str]]) -> None:
        super().__init__(*args)
        for name, choices in (("status", statuses), ("channel", channels)):
            set_choices(self, name, [("", pgettext("filter", "All")), *choices])
