"""Fields as people fill them in: sums with spaces, numbers with a comma, days with dots."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from kabinet.kernel.money import MoneyError, format_amount, parse_money

DAY_FORMATS: Final = ["%d.%m.%Y", "%Y-%m-%d"]
REQUIRED: Final = _("Fill in this field.")


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
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return parse_money(text)
        except MoneyError as error:
            raise forms.ValidationError(str(error.message), code=error.code) from error


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
        text = "".join(str(value or "").split()).replace(",", ".").removesuffix("%")
        if not text:
            return None
        try:
            number = Decimal(text) if len(text) <= 30 and text.isascii() else Decimal("nan")
        except InvalidOperation:
            number = Decimal("nan")
        if not number.is_finite() or abs(number.adjusted()) > 15:
            raise forms.ValidationError(_("Enter a number."), code="number")
        return number


class CountField(forms.IntegerField):
    """A whole number."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        messages = {"required": REQUIRED, "invalid": _("Enter a whole number.")}
        super().__init__(**{"error_messages": messages, **options})
        self.widget.attrs.setdefault("inputmode", "numeric")

    def to_python(self, value: Any) -> int | None:
        """Read the number; one beyond any table is as good as none."""
        number = super().to_python(value if len(str(value or "")) <= 20 else "x")
        if number is not None and abs(number) >= 10**9:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return number


class DayField(forms.DateField):
    """A day, `21.11.2026`."""

    def __init__(self, **options: Any) -> None:
        messages = {"required": REQUIRED, "invalid": _("There is no such day. Enter a date like 21.11.2026.")}
        super().__init__(
            **{
                "input_formats": DAY_FORMATS,
                "error_messages": messages,
                "widget": forms.DateInput(format="%d.%m.%Y"),
                **options,
            }
        )

    def to_python(self, value: Any) -> date | None:
        """Read the day, between 1900 and 2200."""
        day = super().to_python(value)
        if day is not None and not 1900 <= day.year <= 2200:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class TextField(forms.CharField):
    """A line of text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"error_messages": {"required": REQUIRED}, **options})
