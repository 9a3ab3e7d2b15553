"""Django's bound form fields as the components draw them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm, BoundField

_KIND_ATTRIBUTE = "data-kind"
_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (forms.CheckboxSelectMultiple, "choices"),
    (forms.RadioSelect, "choice"),
    (forms.CheckboxInput, "checkbox"),
    (forms.SelectMultiple, "choices"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
    (forms.EmailInput, "email"),
    (forms.DateInput, "date"),
    (forms.NumberInput, "number"),
    (forms.SearchInput, "search"),
)


@dataclass(frozen=True, slots=True)
class DescribedField:
    """A bound field, ready for `field`.

    Attributes:
        kind: Which control: the widget's `data-kind` (money, phone, code, date, combobox, yes_no) or its nature.
        value: What the control shows: the posted text as it was typed, or the initial value.
        options: `(value, label)` pairs of selects and choices; groups of a select are flattened.
        counter: The most characters of a long text, counted down beside it.
        attrs: The widget's other attributes, for the control itself. None cuts what is pasted (`maxlength`): the
            browser would do it without a word, while the server says how much is too much.
    """

    kind: str
    name: str
    id: str
    label: str
    hint: str
    error: str
    value: Any
    required: bool
    counter: str = ""
    options: list[tuple[str, str]] = field(default_factory=list)
    attrs: dict[str, Any] = field(default_factory=dict)

    @property
    def optional(self) -> bool:
        """Whether the label says that it may be left empty."""
        return not self.required

    @property
    def multiple(self) -> bool:
        """Whether several options may be chosen."""
        return self.kind == "choices"

    @property
    def id_of_group(self) -> str:
        """The id of a group of radios or checkboxes; its options follow as `<id>_0`, `<id>_1`."""
        return f"id_{self.name}"


class Problem(NamedTuple):
    """One error of a form; `href` leads to its control and is empty for an error of the whole form."""

    href: str
    text: str


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    declared = widget.attrs.get(_KIND_ATTRIBUTE)
    if declared:
        return str(declared)
    for widget_type, kind in _KINDS:
        if isinstance(widget, widget_type):
            return kind
    return "text"


def _options(choices: Iterable[Any]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for value, label in choices:
        if isinstance(label, list | tuple):
            pairs += _options(label)
        else:
            pairs.append(("" if value is None else str(value), str(label)))
    return pairs


def _value(bound: BoundField, kind: str) -> Any:
    value = bound.value()
    if kind == "choices":
        return [str(item) for item in value or ()]
    if kind == "checkbox" and value is None:
        return False
    if kind in {"file", "password"} or value is None:
        return ""
    if kind == "checkbox":
        return bool(bound.field.widget.format_value(value)) if not isinstance(value, bool) else value
    return str(bound.field.widget.format_value(value) or "") if kind not in {"select", "choice"} else str(value)


def describe(bound: BoundField, extra: Mapping[str, Any] | None = None) -> DescribedField:
    """Work out how to draw a bound field.

    Args:
        bound: The field.
        extra: Attributes the template adds; they win over the widget's. Cotton's `Attrs` keeps back what the
            component declared for itself.
    """
    kind = _kind(bound)
    widget = bound.field.widget
    attrs = {name: value for name, value in widget.attrs.items() if name not in {_KIND_ATTRIBUTE, "id"}}
    if extra is not None:
        attrs |= extra.attrs_dict() if hasattr(extra, "attrs_dict") else dict(extra)
    attrs.pop("maxlength", None)
    return DescribedField(
        kind=kind,
        name=bound.html_name,
        id=bound.id_for_label or f"id_{bound.html_name}",
        label=str(bound.label),
        hint=str(bound.help_text),
        error=" ".join(str(error) for error in bound.errors),
        value=_value(bound, kind),
        required=bound.field.required,
        counter=str(getattr(bound.field, "max_length", None) or "") if kind == "textarea" else "",
        options=_options(getattr(widget, "choices", ())) if kind not in {"checkbox", "text"} else [],
        attrs=attrs,
    )


def problems(form: BaseForm) -> list[Problem]:
    """Every error of a form, in the order of its fields, those of the whole form first.

    Where there are several fields, each line begins with the label of its own.
    """
    errors: Mapping[str, Any] = form.errors
    found = [Problem("", str(error)) for error in errors.get(NON_FIELD_ERRORS, ())]
    several = len(form.visible_fields()) > 1
    for bound in form:
        target = bound.id_for_label or f"id_{bound.html_name}"
        if _kind(bound) in {"choice", "choices", "yes_no"}:
            target = f"id_{bound.html_name}_0"
        label = f"{bound.label}: " if several and bound.label and not bound.is_hidden else ""
        found += [Problem(f"#{target}", f"{label}{error}") for error in bound.errors]
    return found


def contains(values: Any, value: Any) -> bool:
    """Whether `value` is among `values` (one value or many), compared as text."""
    if values is None:
        return False
    if isinstance(values, str) or not isinstance(values, Iterable):
        return str(values) == str(value)
    return str(value) in {str(item) for item in values}
