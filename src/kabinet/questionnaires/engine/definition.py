"""A whole questionnaire version, and how its parts depend on each other.

`kabinet.questionnaires.engine.parsing` reads it from JSON and refuses every inconsistency, so the rest of the
engine may trust what it finds here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Literal, NamedTuple

from kabinet.questionnaires.engine.fields import Field, Group, Step
from kabinet.questionnaires.engine.rules import Rule


@dataclass(frozen=True, slots=True)
class Entry:
    """A field with the place it stands in: its step and, if any, its group."""

    step: Step
    group: Group | None
    field: Field

    @property
    def repeated(self) -> Group | None:
        """The repeated group around it, if there is one."""
        return self.group if self.group and self.group.repeat else None


class Decision(NamedTuple):
    """One question of visibility: of a field or a repeated group, of a field in each item, or of all items at once."""

    code: str
    kind: Literal["shown", "item_field", "items"]


@dataclass(frozen=True)
class Definition:
    """A whole questionnaire version.

    Attributes:
        code: Which questionnaire.
        title: Its name for people.
        steps: In the order they are asked.
    """

    code: str
    title: str
    steps: tuple[Step, ...]

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Every field (headings and notes too) by code, in the order of asking."""
        return {entry.field.code: entry for step in self.steps for entry in _entries(step)}

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        """The repeated groups by code, in the order of asking."""
        return {
            item.code: item for step in self.steps for item in step.items if isinstance(item, Group) and item.repeat
        }

    @cached_property
    def steps_by_code(self) -> Mapping[str, Step]:
        """The steps by code."""
        return {step.code: step for step in self.steps}

    @cached_property
    def visibility_rules(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rules that must all hold for a field, or the list of a repeated group, to be shown, by code.

        A field of a repeated group is listed with its own rules only: those of the group and step are the list's.
        """
        found: dict[str, tuple[Rule, ...]] = {}
        for step in self.steps:
            for item in step.items:
                if not isinstance(item, Group):
                    found[item.code] = _rules(step.visible, item.visible)
                elif item.repeat:
                    found[item.code] = _rules(step.visible, item.visible)
                    found.update({field.code: _rules(field.visible) for field in item.fields})
                else:
                    found.update(
                        {field.code: _rules(step.visible, item.visible, field.visible) for field in item.fields}
                    )
        return found

    @cached_property
    def decision_order(self) -> tuple[Decision, ...]:
        """What is to be decided, each after all it depends on.

        A rule that reads a repeated group reads its visible answers, so it waits for the group's items.

        Raises:
            graphlib.CycleError: The rules refer to each other in a circle.
        """
        sorter: TopologicalSorter[Decision] = TopologicalSorter()
        for code, rules in self.visibility_rules.items():
            entry = self.entries.get(code)
            inside = entry.repeated if entry else None
            decision = Decision(code, "item_field" if inside else "shown")
            sorter.add(decision, *(self._decides(name) for rule in rules for name in sorted(rule.variables)))
            if inside:
                sorter.add(decision, Decision(inside.code, "shown"))
                sorter.add(Decision(inside.code, "items"), decision)
        return tuple(sorter.static_order())

    def _decides(self, name: str) -> Decision:
        """After which decision a variable of a rule is known."""
        if name in self.groups:
            return Decision(name, "items")
        return Decision(name, "item_field" if self.entries[name].repeated else "shown")


def _rules(*conditions: bool | Rule) -> tuple[Rule, ...]:
    return tuple(condition for condition in conditions if isinstance(condition, Rule))


def _entries(step: Step) -> Iterator[Entry]:
    for item in step.items:
        if isinstance(item, Group):
            for field in item.fields:
                yield Entry(step, item, field)
        else:
            yield Entry(step, None, item)
