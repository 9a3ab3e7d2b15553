"""Which steps and fields are shown.

What is hidden counts as not answered: a rule that reads a hidden field reads nothing, even if an answer from before
is still stored. Decisions are therefore taken in the order in which they depend on each other.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kabinet.questionnaires.engine.context import Context
from kabinet.questionnaires.engine.definition import Definition
from kabinet.questionnaires.engine.fields import Answers, Field, Group, JsonValue, Repeat, Step
from kabinet.questionnaires.engine.items import KeyedItem, shown_items
from kabinet.questionnaires.engine.rules import Rule
from kabinet.questionnaires.engine.values.cleaning import is_blank


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a repeated group, as shown.

    Attributes:
        index: Its place, from 0.
        key: What it is known by, whatever its place.
        repeat: How often its group may be repeated, and how one item is called.
        answers: Its own visible answers.
        scope: Those and all visible answers of the questionnaire: what its rules see.
        shown: Codes of its visible fields.
    """

    index: int
    key: str
    repeat: Repeat
    answers: Mapping[str, JsonValue]
    scope: Mapping[str, JsonValue]
    shown: frozenset[str]

    @property
    def title(self) -> str:
        """What people call it, as `Контактное лицо 2`."""
        return f"{self.repeat.item_title} {self.index + 1}"

    @property
    def blank(self) -> bool:
        """Whether nothing is answered in it."""
        return not self.answers

    @property
    def idle(self) -> bool:
        """Whether it is a blank one beyond the group's least number, which nobody has to fill."""
        return self.blank and self.index >= self.repeat.minimum


@dataclass(frozen=True, slots=True)
class Scene:
    """A questionnaire in the light of certain answers.

    Attributes:
        answers: Visible answers only; of repeated groups the items in which anything is answered.
        shown: Codes of the visible fields and repeated groups (fields within repeated groups are in `items`).
        items: The items of each visible repeated group, blank ones included up to its least number.
    """

    definition: Definition
    context: Context
    answers: Mapping[str, JsonValue]
    shown: frozenset[str]
    items: Mapping[str, tuple[Item, ...]]

    def steps(self) -> tuple[Step, ...]:
        """The steps in which anything is shown, or an item can be added."""
        return tuple(step for step in self.definition.steps if self.shows(step))

    def shows(self, step: Step) -> bool:
        """Whether anything of a step is shown."""
        offered = any(isinstance(item, Group) and item.repeat and item.code in self.shown for item in step.items)
        return offered or any(True for _ in self.fields(step))

    def fields(self, step: Step) -> Iterator[VisibleField]:
        """Everything shown in a step, in order; the fields of repeated groups once for each item."""
        for item in step.items:
            if isinstance(item, Field):
                if item.code in self.shown:
                    yield VisibleField(item.code, item, self.answers)
            elif item.repeat:
                yield from self._in_items(item)
            else:
                for field in item.fields:
                    if field.code in self.shown:
                        yield VisibleField(field.code, field, self.answers)

    def item_at(self, path: str) -> Item | None:
        """The item of a repeated group that a path like `contacts.1` names; None for all else."""
        group, _dot, key = path.partition(".")
        return next((item for item in self.items.get(group, ()) if item.key == key), None)

    def _in_items(self, group: Group) -> Iterator[VisibleField]:
        for item in self.items.get(group.code, ()):
            for field in group.fields:
                if field.code in item.shown:
                    yield VisibleField(f"{group.code}.{item.key}.{field.code}", field, item.scope, item)


@dataclass(frozen=True, slots=True)
class VisibleField:
    """A shown field at its path.

    Attributes:
        scope: The visible answers it can reach, its own included.
        item: The item of a repeated group that it is in.
    """

    path: str
    field: Field
    scope: Mapping[str, JsonValue]
    item: Item | None = None

    @property
    def value(self) -> JsonValue:
        """The stored answer."""
        return self.scope.get(self.field.code)


def look(definition: Definition, answers: Answers, context: Context) -> Scene:
    """Decide what is shown. Never raises, whatever the answers hold."""
    stored: Answers = answers if isinstance(answers, Mapping) else {}
    known: dict[str, JsonValue] = {}
    shown: set[str] = set()
    rules = definition.visibility_rules
    items: dict[str, tuple[Item, ...]] = {}
    for decision in definition.decision_order:
        code = decision.code
        if decision.kind == "items":
            if code in shown:
                group = definition.groups[code]
                items[code] = tuple(_look_at_items(definition, group, shown_items(stored, group), known, context))
                known[code] = [dict(item.answers) for item in items[code] if not item.blank]
        elif decision.kind == "shown" and _all_hold(rules[code], known, context):
            shown.add(code)
            value = None if code in definition.groups else stored.get(code)
            if not is_blank(value) and definition.entries[code].field.type.answerable:
                known[code] = value
    return Scene(definition, context, known, frozenset(shown), items)


def visible_steps(definition: Definition, answers: Answers, context: Context) -> tuple[Step, ...]:
    """The steps in which anything is shown, in order."""
    return look(definition, answers, context).steps()


def visible_fields(
    definition: Definition, answers: Answers, context: Context, step: str | None = None
) -> tuple[VisibleField, ...]:
    """The shown fields with their paths, in order.

    Args:
        definition: The questionnaire.
        answers: What is answered so far.
        context: The moment.
        step: Code of one step; `None` for all. An unknown one has no fields.
    """
    scene = look(definition, answers, context)
    steps = [each for each in definition.steps if step is None or each.code == step]
    return tuple(place for each in steps for place in scene.fields(each))


def condition_holds(condition: bool | Rule, scope: Mapping[str, JsonValue], context: Context) -> bool:
    """Whether a condition is met in a scope."""
    return condition.holds(scope, context.today) if isinstance(condition, Rule) else condition


def _all_hold(rules: tuple[Rule, ...], scope: Mapping[str, JsonValue], context: Context) -> bool:
    return all(rule.holds(scope, context.today) for rule in rules)


def _look_at_items(
    definition: Definition,
    group: Group,
    items: Sequence[KeyedItem],
    known: dict[str, JsonValue],
    context: Context,
) -> Iterator[Item]:
    codes = {field.code for field in group.fields}
    order = [decision.code for decision in definition.decision_order if decision.code in codes]
    for index, (key, stored) in enumerate(items):
        if group.repeat and index <= group.repeat.maximum:
            own, scope, shown = _look_at_item(definition, stored, order, known, context)
            yield Item(index, key, group.repeat, own, scope, shown)


def _look_at_item(
    definition: Definition,
    stored: Answers,
    order: list[str],
    known: dict[str, JsonValue],
    context: Context,
) -> tuple[Answers, Answers, frozenset[str]]:
    """The visible answers of an item, all that its rules see, and the codes of its visible fields."""
    own: dict[str, JsonValue] = {}
    scope: ChainMap[str, JsonValue] = ChainMap(own, known)
    shown: set[str] = set()
    for code in order:
        if _all_hold(definition.visibility_rules[code], scope, context):
            shown.add(code)
            value = stored.get(code)
            if not is_blank(value) and definition.entries[code].field.type.answerable:
                own[code] = value
    return own, scope, frozenset(shown)
