"""What fields say about each other: that every name they use exists and can be reached from where it is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kabinet.questionnaires.engine.definition import Definition
from kabinet.questionnaires.engine.fields import (
    AccountOptions,
    ConsentOptions,
    DateOptions,
    Field,
    FieldType,
    Group,
)
from kabinet.questionnaires.engine.reading import DefinitionError
from kabinet.questionnaires.engine.rules import Rule


def check_references(definition: Definition) -> None:
    """Check rules, the bank of accounts, dates that bound dates, and consents.

    Raises:
        DefinitionError: `rule.unknown_field`, `rule.unreachable_field`, `rule.self`, `field.unknown`,
            `field.wrong_type`, `consent.repeated` or `consent.duplicate`.
    """
    for step_index, step in enumerate(definition.steps):
        path = f"steps.{step_index}"
        _check_rule(definition, step.visible, f"{path}.visible", inside=None)
        for index, item in enumerate(step.items):
            here = f"{path}.fields.{index}"
            if isinstance(item, Group):
                _check_rule(definition, item.visible, f"{here}.visible", inside=None)
                for inner, field in enumerate(item.fields):
                    _check_field(definition, field, f"{here}.fields.{inner}", inside=item if item.repeat else None)
            else:
                _check_field(definition, item, here, inside=None)
    _check_consents(definition)


def _check_field(definition: Definition, field: Field, path: str, *, inside: Group | None) -> None:
    for key, condition in (("visible", field.visible), ("required", field.required)):
        if isinstance(condition, Rule) and field.code in condition.variables:
            raise DefinitionError(f"{path}.{key}", "rule.self")
        _check_rule(definition, condition, f"{path}.{key}", inside=inside)
    if isinstance(field.options, AccountOptions):
        _check_target(definition, field.options.bik, FieldType.BIK, f"{path}.bik", inside=inside)
    if isinstance(field.options, DateOptions):
        for key, bound in (("minimum", field.options.minimum), ("maximum", field.options.maximum)):
            if bound and bound.field == field.code:
                raise DefinitionError(f"{path}.{key}", "rule.self")
            if bound and bound.field:
                _check_target(definition, bound.field, FieldType.DATE, f"{path}.{key}", inside=inside)
    if inside and isinstance(field.options, ConsentOptions):
        raise DefinitionError(path, "consent.repeated")


def _check_rule(definition: Definition, condition: bool | Rule, path: str, *, inside: Group | None) -> None:
    if isinstance(condition, Rule):
        for name in sorted(condition.variables):
            if name not in definition.groups:
                _reachable(definition, name, path, "rule.unknown_field", "rule.unreachable_field", inside=inside)


def _check_target(definition: Definition, name: str, kind: FieldType, path: str, *, inside: Group | None) -> None:
    field = _reachable(definition, name, path, "field.unknown", "field.unreachable", inside=inside)
    if field.type is not kind:
        raise DefinitionError(path, "field.wrong_type")


def _reachable(
    definition: Definition, name: str, path: str, unknown: str, unreachable: str, *, inside: Group | None
) -> Field:
    """A field seen from `inside` a repeated group: one of the same item, or one outside all repeated groups."""
    entry = definition.entries.get(name)
    if entry is None or not entry.field.type.answerable:
        raise DefinitionError(path, unknown)
    if entry.repeated and (inside is None or entry.repeated.code != inside.code):
        raise DefinitionError(path, unreachable)
    return entry.field


def _check_consents(definition: Definition) -> None:
    consents = list(_consents(definition))
    for values in ((options.purpose for options in consents), (options.text for options in consents)):
        if not _all_different(values):
            raise DefinitionError("steps", "consent.duplicate")


def _consents(definition: Definition) -> Iterator[ConsentOptions]:
    for entry in definition.entries.values():
        if isinstance(entry.field.options, ConsentOptions):
            yield entry.field.options


def _all_different(values: Iterable[str]) -> bool:
    listed = list(values)
    return len(set(listed)) == len(listed)
