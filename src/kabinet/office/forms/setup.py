"""Forms of the setup: figures of the law, the organisation."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kabinet.kernel import identifiers
from kabinet.kernel.identifier_texts import identifier_text
from kabinet.kernel.identifiers import IdentifierError
from kabinet.kernel.ui.contrast import LEAST, contrast_of_hue, hue_is_readable
from kabinet.kernel.ui.inputs import NOT_OWN, CountField, DayField, NumberField, TextField
from kabinet.organisation.models import RegulatoryValue, SiteProfile

_OGRNIP: Final = 15
_PHONE: Final = {**NOT_OWN, "data-kind": "phone"}
_ROOM: Final = 60
"""Characters of an identifier as it is typed, with spaces and words that the cleaners take away or refuse."""

if TYPE_CHECKING:
    _SiteModelForm = forms.ModelForm[SiteProfile]
else:
    _SiteModelForm = forms.ModelForm


class RegulationForm(forms.Form):
    """A figure of the law from a day on."""

    code = forms.ChoiceField(label=_("Figure"), choices=RegulatoryValue.Code.choices)
    value = NumberField(label=_("Value"))
    valid_from = DayField(label=_("Valid from"))
    source = TextField(label=_("Source"), help_text=_("Statute and article, with the amending act."), max_length=300)


class SiteForm(_SiteModelForm):
    """The organisation that runs the site."""

    inn = TextField(label=_("INN"), max_length=_ROOM)
    ogrn = TextField(label=_("OGRN"), max_length=_ROOM)
    phone = TextField(label=_("Phone"), max_length=_ROOM, widget=forms.TextInput(attrs=_PHONE))
    email = TextField(label=_("E-mail"), max_length=300, widget=forms.EmailInput(attrs=NOT_OWN))
    bank_bik = TextField(label=_("BIK"), max_length=_ROOM, required=False)
    bank_account = TextField(label=_("Settlement account"), max_length=_ROOM, required=False)
    hue = CountField(
        label=_("Brand hue"),
        help_text=_("An angle from 0 to 360: 25 is red, 90 yellow, 150 green, 195 teal, 250 blue, 300 violet."),
        min_value=0,
        max_value=360,
    )

    class Meta:
        """What of the profile the form changes."""

        model = SiteProfile
        fields = (
            "name",
            "legal_name",
            "inn",
            "ogrn",
            "registry_number",
            "phone",
            "email",
            "address",
            "working_hours",
            "bank_name",
            "bank_bik",
            "bank_account",
            "hue",
        )
        field_classes: ClassVar = dict.fromkeys(
            ("name", "legal_name", "registry_number", "address", "working_hours", "bank_name"), TextField
        )

    def clean_inn(self) -> str:
        """With its check digits."""
        return self._identifier("inn", identifiers.clean_inn)

    def clean_ogrn(self) -> str:
        """Of a legal entity, or of a sole proprietor by its 15 digits."""
        digits = sum(character.isdigit() for character in self.cleaned_data["ogrn"])
        return self._identifier("ogrn", identifiers.clean_ogrnip if digits == _OGRNIP else identifiers.clean_ogrn)

    def clean_phone(self) -> str:
        """In the international form."""
        return self._identifier("phone", identifiers.clean_phone)

    def clean_email(self) -> str:
        """One that mail reaches."""
        return self._identifier("email", identifiers.clean_email)

    def clean_bank_bik(self) -> str:
        """Nine digits, if any."""
        return self._identifier("bank_bik", identifiers.clean_bik)

    def clean_bank_account(self) -> str:
        """With the key that belongs to the bank."""
        bik = self.cleaned_data.get("bank_bik") or None
        return self._identifier("bank_account", lambda value: identifiers.clean_account(value, bik))

    def clean_hue(self) -> int:
        """A hue whose text stays readable."""
        hue: int = self.cleaned_data["hue"]
        if not hue_is_readable(hue):
            found = {"contrast": f"{contrast_of_hue(hue):.1f}".replace(".", ","), "least": str(LEAST).replace(".", ",")}
            message = _now("With this hue the contrast of text is %(contrast)s:1, and at least %(least)s:1 is needed.")
            raise forms.ValidationError(message % found, code="contrast")
        return hue

    def _identifier(self, name: str, clean: Callable[[str], str]) -> str:
        value: str = self.cleaned_data[name]
        if not value:
            return value
        try:
            return clean(value)
        except IdentifierError as error:
            raise forms.ValidationError(identifier_text(error), code=error.code) from error
