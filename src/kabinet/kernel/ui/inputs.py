"""Fields of Django forms as people fill them in. Every form of ours is made of these, so that text has one form.

Passwords alone stay as they are typed.
"""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from kabinet.kernel import text as texts
from kabinet.kernel.amounts import AmountError, read_number
from kabinet.kernel.days import DayError, read_day
from kabinet.kernel.money import MoneyError, format_amount, parse_money

REQUIRED: Final = _("Fill in this field.")
NOT_OWN: Final = {"autocomplete": "off"}
"""Attributes of a control for what belongs to somebody else than who types: the browser fills in nothing of theirs."""
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2200
_RATE_PLACES: Final = 3
"""Rates and the full cost of credit are published with three decimals, so three are no question."""
_LARGEST_COUNT: Final = 10**9


class TextField(forms.CharField):
    """A line of text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "error_messages": {"required": REQUIRED, **options.get("error_messages", {})}})

    def to_python(self, value: Any) -> Any:
        """The line in its one form."""
        return super().to_python(texts.one_line(value) if isinstance(value, str) else value)


class LongTextField(TextField):
    """Text of several lines."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        """The lines in their one form."""
        return forms.CharField.to_python(self, texts.lines(value) if isinstance(value, str) else value)


class MoneyField(forms.Field):
    """A sum in roubles; cleans to `Decimal` or None."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"error_messages": {"required": REQUIRED}, **options})
        self.widget.attrs.setdefault("data-kind", "money")

    def prepare_value(self, value: Any) -> Any:
        """A sum of ours grouped, what was typed as it was."""
        return format_amount(value).removesuffix(",00") if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        """Read the sum."""
        text = str(value or "")
        if texts.is_empty(text):
            return None
        try:
            return parse_money(text)
        except MoneyError as error:
            raise forms.ValidationError(error.message, code=error.code) from error


class NumberField(forms.Field):
    """A number with a comma or a point; cleans to `Decimal` or None."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"error_messages": {"required": REQUIRED}, **options})
        self.widget.attrs.setdefault("inputmode", "decimal")

    def prepare_value(self, value: Any) -> Any:
        """Without padding zeros, with a comma."""
        if not isinstance(value, Decimal):
            return value
        text = f"{value:f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")

    def to_python(self, value: Any) -> Decimal | None:
        """Read the number."""
        text = texts.one_line(str(value or "")).removesuffix("%")
        if not text:
            return None
        try:
            return read_number(text.strip(), _RATE_PLACES)
        except AmountError as error:
            raise forms.ValidationError(_("Enter a number."), code="number") from error


class CountField(forms.IntegerField):
    """A whole number."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        messages = {"required": REQUIRED, "invalid": _("Enter a whole number.")}
        super().__init__(**{"error_messages": messages, **options})
        self.widget.attrs.setdefault("inputmode", "numeric")

    def to_python(self, value: Any) -> int | None:
        """Read the number; one beyond any table is as good as none."""
        text = str(value if value is not None else "")
        if texts.is_empty(text):
            return None
        try:
            number = read_number(text, 0)
        except AmountError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error
        if number != number.to_integral_value() or abs(number) >= _LARGEST_COUNT:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return int(number)


class DayField(forms.DateField):
    """A day, `21.11.2026`, between 1900 and 2200."""

    def __init__(self, **options: Any) -> None:
        messages = {
            "required": REQUIRED,
            "invalid": _("There is no such day. Enter a date like 21.11.2026."),
            "year": _("Write the year in four digits, for example 21.11.1990."),
        }
        super().__init__(
            **{
                "error_messages": messages,
                "widget": forms.DateInput(format="%d.%m.%Y"),
                **options,
            }
        )

    def to_python(self, value: Any) -> date | None:
        """Read the day."""
        if isinstance(value, date):
            return super().to_python(value)
        if texts.is_empty(str(value or "")):
            return None
        try:
            day = read_day(str(value))
        except DayError as error:
            code = "year" if error.code == "year" else "invalid"
            raise forms.ValidationError(self.error_messages[code], code=code) from error
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class CodeForm(forms.Form):
    """The code from the message."""

    code = TextField(
        label=_("Code from the message"),
        error_messages={"required": _("Enter the code of 6 digits.")},
        widget=forms.TextInput(attrs={"data-kind": "code", "autofocus": True}),
    )
