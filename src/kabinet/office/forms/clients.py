"""Filters of the client register."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kabinet.kernel.ui.inputs import TextField
from kabinet.parties.models import Party


class ClientFilterForm(forms.Form):
    """What the register is narrowed to; a value that makes no sense narrows nothing."""

    q = TextField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.SearchInput(attrs={"placeholder": _("Name, phone, INN, application or contract")}),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any")), *Party.Kind.choices])

    def filters(self) -> tuple[str, str]:
        """The search and the kind that make sense."""
        self.is_valid()
        return self.cleaned_data.get("q") or "", self.cleaned_data.get("kind") or ""
