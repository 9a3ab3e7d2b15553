"""The fields that forms are made of, and that every form is made of them."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
from django import forms
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from kabinet.kernel.money import LARGEST
from kabinet.kernel.ui.inputs import CountField, DayField, LongTextField, MoneyField, NumberField, TextField

FACES = ("public", "cabinet", "office")
AS_TYPED = (forms.PasswordInput, forms.HiddenInput)
BARE = (forms.CharField, forms.DateField, forms.DecimalField, forms.IntegerField, forms.EmailField)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (TextField(), "\u202aРимская\u2011Корсакова\u200b ", "Римская\u2011Корсакова"),
        (TextField(required=False), "\u200b", ""),
        (LongTextField(), "Раз\u00ad\r\n\r\n\r\nДва\u00a0 три", "Раз\n\nДва три"),
        (MoneyField(), "1,000,000", Decimal("1000000.00")),
        (MoneyField(), "85 000 руб. 50 коп.", Decimal("85000.50")),
        (MoneyField(required=False), "\u3164", None),
        (NumberField(), "0,8 %", Decimal("0.8")),
        (NumberField(), "292,000", Decimal(292)),
        (NumberField(), "1,000,000", Decimal(1_000_000)),
        (CountField(), "1 000", 1000),
        (CountField(), "\u200b12", 12),
        (CountField(), 12, 12),
        (DayField(), " 21.11.1990", date(1990, 11, 21)),
        (DayField(), "21111990", date(1990, 11, 21)),
        (DayField(), date(1990, 11, 21), date(1990, 11, 21)),
        (DayField(required=False), "\u200b", None),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_what_is_typed_is_read(field: forms.Field, typed: Any, value: Any) -> None:
    assert field.clean(typed) == value


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        (TextField(), "\u200b", "required"),
        (TextField(), "\u3164", "required"),
        (LongTextField(), "\n\u2800\n", "required"),
        (MoneyField(), "85.000", "money.unclear"),
        (MoneyField(), "85 тыс", "money.thousands"),
        (NumberField(), "много", "number"),
        (NumberField(), "9" * 31, "number"),
        (CountField(), "1.000", "invalid"),
        (CountField(), "12,5", "invalid"),
        (CountField(), "9" * 5000, "invalid"),
        (DayField(), "21.11.90", "year"),
        (DayField(), "31.02.2026", "invalid"),
        (DayField(), "21.11.1899", "invalid"),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_what_is_refused_says_why(field: forms.Field, typed: str, code: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)
    assert refused.value.code == code


def test_a_sum_that_could_be_two_is_a_question() -> None:
    with pytest.raises(forms.ValidationError) as asked, override("ru"):
        MoneyField().clean("85.000")
    assert asked.value.messages[0].startswith("Это 85\u00a0000,00\u00a0₽ или 85,00\u00a0₽?")


@given(st.decimals(min_value=0, max_value=LARGEST, places=2))
def test_a_sum_of_ours_comes_back_as_it_was(value: Decimal) -> None:
    field = MoneyField()
    assert field.clean(field.prepare_value(value)) == value


def _modules() -> Iterator[Any]:
    for face in FACES:
        package = import_module(f"kabinet.{face}")
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            yield import_module(found.name)


def _forms() -> set[type[forms.BaseForm]]:
    return {
        thing
        for module in _modules()
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, forms.BaseForm) and thing.__module__.startswith("kabinet.")
    }


def test_every_form_reads_text_in_its_one_form() -> None:
    found = _forms()
    assert len(found) > 20
    bare = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in found
        for name, field in form.base_fields.items()
        if type(field) in BARE and not isinstance(field.widget, AS_TYPED)
    ]
    assert sorted(bare) == []
