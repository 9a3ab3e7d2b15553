"""Rules of visibility and requiredness: a small, closed part of JsonLogic.

A rule is JSON such as `{"==": [{"var": "employment"}, "employed"]}`. Operators: `var`, `==`, `!=`, `<`,
`<=`, `>`, `>=`, `and`, `or`, `!`, `!!`, `in`, `if`, `missing` and two of our own, `age` (full
years between a date and today) and `today`.

Why not a library: the pure-Python packages of JsonLogic were left in 2015–2018, and the living ones evaluate only,
while the questionnaire needs a rule's variables before any answer exists (to refuse unknown fields and circles),
bounds on its size, and an evaluation that answers for every input: an answer may be missing, half typed or
nonsense, and a page must still be shown. So a rule is compiled here once into a small tree.

Two differences from JsonLogic of the browsers: text and text compare equal only when identical (`"0123"` is not
`"123"`), and an order of things that have none (a word and a number) is false, either way round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final, TypeAlias

MAX_DEPTH: Final = 8
"""How deep operators may be nested."""
MAX_NODES: Final = 200
"""How many operators and values one rule may hold."""
MAX_TEXT: Final = 200
"""How long a text in a rule may be."""
MAX_NUMBER: Final = 10**15
"""How great a number in a rule may be."""

_ARITY: Final[Mapping[str, tuple[int, int]]] = {
    "var": (1, 1),
    "==": (2, 2),
    "!=": (2, 2),
    "<": (2, 3),
    "<=": (2, 3),
    ">": (2, 2),
    ">=": (2, 2),
    "and": (1, 50),
    "or": (1, 50),
    "!": (1, 1),
    "!!": (1, 1),
    "in": (2, 2),
    "if": (2, 51),
    "missing": (1, 50),
    "age": (1, 1),
    "today": (0, 0),
}
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,49}(?:\.[a-z0-9_]{1,50}){0,3}")
_NUMBER: Final = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class RuleError(ValueError):
    """A rule that cannot be understood.

    Attributes:
        code: `rule.shape`, `rule.operator`, `rule.arguments`, `rule.variable`, `rule.value`,
            `rule.too_deep` or `rule.too_big`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


Scalar: TypeAlias = bool | int | float | str | None


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written in the rule, or a list of values to look in."""

    value: Scalar | tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Variable:
    """An answer, or a part of it (`registration_address.city`)."""

    name: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """An operator with its arguments."""

    operator: str
    arguments: tuple[Node, ...]


Node: TypeAlias = Constant | Variable | Call


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled rule.

    Attributes:
        root: The tree.
        variables: Codes of the fields it reads.
    """

    root: Node
    variables: frozenset[str] = field(compare=False)

    def holds(self, answers: Mapping[str, object], today: date) -> bool:
        """Whether the rule is met.

        Args:
            answers: Answers by field code; a missing key is a missing answer.
            today: The day that `today` and `age` refer to.

        Returns:
            The truth of the result as JsonLogic has it. Never raises, whatever the answers are.
        """
        return _truth(_evaluate(self.root, answers, today))


def parse_rule(source: object) -> Rule:
    """Compile a rule from JSON.

    Raises:
        RuleError: Not a rule, or one beyond the bounds.
    """
    root = _parse(source, MAX_DEPTH, _Budget())
    return Rule(root, frozenset(_variables(root)))


def rule_as_json(rule: Rule) -> object:
    """The rule as JSON that `parse_rule` reads back to an equal one."""
    return _as_json(rule.root)


@dataclass(slots=True)
class _Budget:
    """How many operators and values a rule may still hold."""

    left: int = MAX_NODES

    def spend(self, nodes: int) -> None:
        """Take from it; refuses when nothing is left."""
        self.left -= nodes
        if self.left < 0:
            raise RuleError("rule.too_big")


def _parse(source: object, depth: int, budget: _Budget) -> Node:
    budget.spend(1)
    if isinstance(source, Mapping):
        return _parse_call(source, depth, budget)
    if isinstance(source, list | tuple):
        budget.spend(len(source))
        return Constant(tuple(_scalar(value) for value in source))
    return Constant(_scalar(source))


def _parse_call(source: Mapping[object, object], depth: int, budget: _Budget) -> Node:
    if len(source) != 1:
        raise RuleError("rule.shape")
    if depth == 0:
        raise RuleError("rule.too_deep")
    ((operator, given),) = source.items()
    if not isinstance(operator, str) or operator not in _ARITY:
        raise RuleError("rule.operator")
    arguments = list(given) if isinstance(given, list | tuple) else [given]
    least, most = _ARITY[operator]
    if not least <= len(arguments) <= most:
        raise RuleError("rule.arguments")
    if operator == "var":
        return _variable(*arguments)
    if operator == "missing":
        budget.spend(len(arguments))
        return Call(operator, tuple(_variable(name) for name in arguments))
    return Call(operator, tuple(_parse(argument, depth - 1, budget) for argument in arguments))


def _variable(name: object) -> Variable:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise RuleError("rule.variable")
    return Variable(tuple(name.split(".")))


def _scalar(value: object) -> Scalar:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str) and len(value) <= MAX_TEXT:
        return value
    if isinstance(value, int | float) and abs(value) < MAX_NUMBER:
        return value
    raise RuleError("rule.value")


def _variables(node: Node) -> Iterator[str]:
    if isinstance(node, Variable):
        yield node.name[0]
    elif isinstance(node, Call):
        for argument in node.arguments:
            yield from _variables(argument)


def _as_json(node: Node) -> object:
    if isinstance(node, Variable):
        return {"var": ".".join(node.name)}
    if isinstance(node, Call):
        if node.operator == "missing":
            return {"missing": [".".join(name.name) for name in node.arguments if isinstance(name, Variable)]}
        return {node.operator: [_as_json(argument) for argument in node.arguments]}
    return list(node.value) if isinstance(node.value, tuple) else node.value


def _evaluate(node: Node, answers: Mapping[str, object], today: date) -> object:
    if isinstance(node, Constant):
        return node.value
    if isinstance(node, Variable):
        return _look_up(node, answers)
    if node.operator == "missing":
        names = (name for name in node.arguments if isinstance(name, Variable))
        return [".".join(name.name) for name in names if _is_empty(_look_up(name, answers))]
    if node.operator in {"and", "or", "if"}:
        return _branch(node, answers, today)
    return _apply(node.operator, [_evaluate(argument, answers, today) for argument in node.arguments], today)


def _branch(node: Call, answers: Mapping[str, object], today: date) -> object:
    if node.operator == "if":
        for index in range(0, len(node.arguments) - 1, 2):
            if _truth(_evaluate(node.arguments[index], answers, today)):
                return _evaluate(node.arguments[index + 1], answers, today)
        return _evaluate(node.arguments[-1], answers, today) if len(node.arguments) % 2 else None
    stop = node.operator == "or"
    value: object = None
    for argument in node.arguments:
        value = _evaluate(argument, answers, today)
        if _truth(value) is stop:
            break
    return value


def _apply(operator: str, values: list[object], today: date) -> object:
    result: object
    match operator, values:
        case "==", [left, right]:
            result = _equal(left, right)
        case "!=", [left, right]:
            result = not _equal(left, right)
        case "!", [value]:
            result = not _truth(value)
        case "!!", [value]:
            result = _truth(value)
        case "in", [wanted, holder]:
            result = _contains(holder, wanted)
        case "age", [born]:
            result = _age(born, today)
        case "today", _:
            result = today.isoformat()
        case _:
            result = all(_ordered(operator, left, right) for left, right in pairwise(values))
    return result


def _look_up(variable: Variable, answers: Mapping[str, object]) -> object:
    value: object = answers
    for part in variable.name:
        if isinstance(value, Mapping):
            value = value.get(part)
        else:
            return None
    return value


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str | Sequence | Mapping) and not len(value))


def _truth(value: object) -> bool:
    return bool(value)


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        number = Decimal(value)
        return number if number.is_finite() else None
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Decimal(value)
    return None


def _numbers(left: object, right: object, *, both_text: bool) -> tuple[Decimal, Decimal] | None:
    """Both as numbers; money and decimals are kept as text, so text counts when it reads as a number."""
    if isinstance(left, str) and isinstance(right, str) and not both_text:
        return None
    first, second = _number(left), _number(right)
    return None if first is None or second is None else (first, second)


def _equal(left: object, right: object) -> bool:
    numbers = _numbers(left, right, both_text=False)
    if numbers:
        return numbers[0] == numbers[1]
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return all(isinstance(item, str) for item in left) and list(left) == list(right)
    return left is right and (left is None or isinstance(left, bool))


def _ordered(operator: str, left: object, right: object) -> bool:
    numbers = _numbers(left, right, both_text=True)
    if numbers:
        return _compare(operator, numbers[0], numbers[1])
    first, second = _day(left), _day(right)
    if first is None or second is None:
        return False
    return _compare(operator, Decimal(first.toordinal()), Decimal(second.toordinal()))


def _compare(operator: str, left: Decimal, right: Decimal) -> bool:
    match operator:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case _:
            return left >= right


def _contains(holder: object, wanted: object) -> bool:
    if isinstance(holder, str):
        return isinstance(wanted, str) and wanted in holder
    if isinstance(holder, list | tuple):
        return any(_equal(wanted, item) for item in holder)
    return False


def _day(value: object) -> date | None:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _age(born: object, today: date) -> int | None:
    day = _day(born)
    if day is None:
        return None
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))
