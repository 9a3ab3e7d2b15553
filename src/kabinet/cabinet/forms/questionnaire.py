"""From a questionnaire's step to what a page draws, and from what a page posts to raw answers."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from kabinet.applications.drawn import UNKNOWN, Conflict, Drawn, mark_of, said_at
from kabinet.applications.form import Form
from kabinet.cabinet.forms.controls import (
    NO_TEXT,
    autocomplete_of,
    choices_of,
    counter_of,
    file_hint,
    inputmode_of,
    kind_of,
    number_text,
    shown_value,
)
from kabinet.cabinet.forms.drawn import CHOICE, Dispute, disputes
from kabinet.cabinet.forms.files import accept_of
from kabinet.kernel.files import largest_file
from kabinet.questionnaires.engine import (
    Field,
    FieldType,
    Group,
    Problem,
    Step,
    VisibleField,
    find,
    look,
)
from kabinet.questionnaires.engine.fields import (
    ADDRESS_PARTS,
    ConsentOptions,
    FileOptions,
    NumberOptions,
    is_multiple,
)
from kabinet.questionnaires.engine.paths import is_within
from kabinet.questionnaires.engine.visibility import condition_holds
from kabinet.questionnaires.messages import problem_text


@dataclass(frozen=True, slots=True)
class Question:
    """One question, ready to be drawn.

    Attributes:
        slot: Id of the place on the page it is drawn in; there also while the question is hidden.
        path: Name of the control and path of the answer.
        kind: Which component: text, textarea, money, date, phone, email, choice, choices, combobox, yes_no, address,
            file, consent, heading or note; empty while the question is hidden.
        limit: The most bytes of one file.
        value: What the control shows: the answer, or what was typed instead of one.
        errors: Sentences by part of an address.
        options: Code and label of each choice, and its hint where it has one.
        focus: The person left off here.
        drawn: Marks of what is drawn, by path of the answer, for the page to bring back.
        disputes: Answers changed elsewhere too, for the person to choose.
    """

    slot: str
    path: str
    kind: str = ""
    label: str = ""
    hint: str = ""
    error: str = ""
    value: Any = ""
    required: bool = False
    options: tuple[tuple[str, ...], ...] = ()
    suffix: str = ""
    inputmode: str = ""
    autocomplete: str = ""
    counter: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    accept: str = ""
    limit: int = 0
    multiple: bool = False
    text_code: str = ""
    focus: bool = False
    drawn: Mapping[str, str] = field(default_factory=dict)
    disputes: tuple[Dispute, ...] = ()

    @property
    def marks(self) -> str:
        """The marks as the page carries them."""
        return " ".join(f"{path}={mark}" for path, mark in self.drawn.items())

    @property
    def optional(self) -> bool:
        """Whether it may be left empty, which its label says."""
        return self.answerable and not self.required

    @property
    def answerable(self) -> bool:
        """Whether it takes an answer."""
        return self.kind not in {"", "heading", "note"}


@dataclass(frozen=True, slots=True)
class RepeatedItem:
    """One item of a repeated group; `key` names it in paths, whatever its place, `error` is of the item as a whole."""

    key: str
    title: str
    questions: tuple[Question, ...]
    removable: bool
    error: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Questions that are drawn together: one alone, a frame, or the items of a repeated group.

    Attributes:
        code: Of the group; empty for a question alone.
        shown: Whether anything of it is visible.
        items: Of a repeated group.
        may_add: Whether another item fits in.
        error: What is wrong with the number of items.
    """

    code: str = ""
    title: str = ""
    hint: str = ""
    questions: tuple[Question, ...] = ()
    items: tuple[RepeatedItem, ...] = ()
    repeated: bool = False
    shown: bool = True
    may_add: bool = False
    item_title: str = ""
    error: str = ""


class StepPage:
    """A step of an application at work, drawn for one request."""

    def __init__(
        self,
        form: Form,
        step: Step,
        problems: Collection[Problem] = (),
        *,
        notes: Mapping[str, str] | None = None,
        posted: Mapping[str, Any] | None = None,
        bases: Mapping[str, str] | None = None,
        conflicts: Sequence[Conflict] = (),
        focus: str = "",
    ) -> None:
        """Prepare the drawing.

        Args:
            form: The application at work.
            step: One of its visible steps.
            problems: What to show beside fields.
            notes: Further sentences by path, such as why a file was not taken.
            posted: Raw values that were posted and are not saved: they are shown again.
            bases: Marks of answers by path where the page goes on from an earlier state than the stored one.
            conflicts: Answers that were changed elsewhere too: the posted value is shown beside the stored one.
            focus: Path of the answer to begin at.
        """
        self.form = form
        self.step = step
        self.focus = focus
        self.page = token_urlsafe(6)
        self._conflicts = {conflict.path: conflict for conflict in conflicts}
        self._posted = {conflict.path: conflict.mine for conflict in conflicts} | dict(posted or {})
        self._bases = {conflict.path: conflict.base for conflict in conflicts} | dict(bases or {})
        self._problems = {problem.path: str(problem_text(problem)) for problem in problems} | dict(notes or {})
        self._scene = look(form.definition, form.answers, form.context)
        self._visible = {shown.path: shown for shown in self._scene.fields(step)}

    @property
    def blocks(self) -> list[Block]:
        """Everything of the step in order, hidden questions as empty places."""
        return [self._block(item) for item in self.step.items]

    @property
    def questions(self) -> Iterator[Question]:
        """Every place of a question outside repeated groups, hidden ones too, then those of items."""
        for item in self.step.items:
            if isinstance(item, Field):
                yield self.question(item.code)
            elif item.repeat is None:
                yield from (self.question(inner.code) for inner in item.fields)
        for group in self.groups:
            for each in self._repeated(group).items:
                yield from each.questions

    @property
    def groups(self) -> list[Group]:
        """The repeated groups of the step."""
        return [item for item in self.step.items if isinstance(item, Group) and item.repeat is not None]

    def keys(self, group: Group) -> set[str]:
        """The keys of a repeated group's items."""
        return {item.key for item in self._scene.items.get(group.code, ())}

    @property
    def has_files(self) -> bool:
        """Whether a file is asked for."""
        return any(shown.field.type is FieldType.FILE for shown in self._visible.values())

    @property
    def summary(self) -> list[tuple[str, str]]:
        """Lines of the error summary: where each leads and what it says."""
        wrong = [(f"#id_{path}", self._named(path, text)) for path, text in self._problems.items()]
        disputed = _("This answer was changed elsewhere too. Choose which one to keep.")
        return [*((f"#id_{CHOICE}{path}", self._named(path, disputed)) for path in self._conflicts), *wrong]

    def written(self, path: str) -> str | None:
        """The text that the control at a path shows for its answer; None where it is no text or was not taken."""
        if path in self._problems or path in self._posted or path in self.form.application.typed:
            return None
        whole, _dot, part = path.rpartition(".")
        shown = self._visible.get(path) or self._visible.get(whole)
        if shown is None or shown.field.type in NO_TEXT:
            return None
        value = self._value(shown)
        return str(value.get(part, "") if isinstance(value, Mapping) else value)

    def draws(self, path: str) -> bool:
        """Whether the page has a control at a path or at a part of an address, or an item there; not of other steps."""
        return any(each in self._visible for each in (path, path.rpartition(".")[0])) or self._has_item(path)

    def line(self, path: str) -> str:
        """The sentence beside the control at a path; empty when all is well."""
        return self._problems.get(path, "")

    def _has_item(self, path: str) -> bool:
        group = path.partition(".")[0]
        return self._scene.item_at(path) is not None and group in {each.code for each in self.groups}

    def _named(self, path: str, text: str) -> str:
        shown = self._visible.get(path) or self._visible.get(path.rpartition(".")[0])
        item = self._scene.item_at(path)
        label = shown.field.label if shown else item.title if item else ""
        return f"{label}: {text}" if label else text

    def _block(self, item: Field | Group) -> Block:
        if isinstance(item, Field):
            return Block(questions=(self.question(item.code),))
        if item.repeat is not None:
            return self._repeated(item)
        questions = tuple(self.question(inner.code) for inner in item.fields)
        shown = any(question.kind for question in questions)
        return Block(item.code, item.title, item.hint, questions, shown=shown)

    def _repeated(self, group: Group) -> Block:
        repeat = group.repeat
        items = self._scene.items.get(group.code, ())
        if repeat is None or group.code not in self._scene.shown:
            return Block(group.code, repeated=True, shown=False)
        return Block(
            code=group.code,
            title=group.title,
            hint=group.hint,
            repeated=True,
            may_add=len(items) < repeat.maximum,
            item_title=repeat.item_title,
            error=self._problems.get(group.code, ""),
            items=tuple(
                RepeatedItem(
                    key=item.key,
                    title=item.title,
                    questions=tuple(self.question(f"{group.code}.{item.key}.{inner.code}") for inner in group.fields),
                    removable=len(items) > repeat.minimum,
                    error=self._problems.get(f"{group.code}.{item.key}", ""),
                )
                for item in items
            ),
        )

    def question(self, path: str) -> Question:
        """The question at a path, or its empty place while it is hidden."""
        shown = self._visible.get(path)
        slot = f"slot_{path}"
        if shown is None:
            return Question(slot, path)
        asked, options = shown.field, shown.field.options
        return Question(
            slot=slot,
            path=path,
            kind=kind_of(asked),
            label=asked.label,
            hint=file_hint(asked, options) if isinstance(options, FileOptions) else asked.hint or self._range(asked),
            error=self._error(path, asked),
            value=self._value(shown),
            required=condition_holds(asked.required, shown.scope, self.form.context),
            options=choices_of(asked),
            suffix=options.unit if isinstance(options, NumberOptions) and asked.type is FieldType.NUMBER else "",
            inputmode=inputmode_of(asked),
            autocomplete=autocomplete_of(asked),
            counter=counter_of(asked),
            errors=self._part_errors(path) if asked.type is FieldType.ADDRESS else {},
            accept=accept_of(options) if isinstance(options, FileOptions) else "",
            limit=largest_file(options.maximum_size) if isinstance(options, FileOptions) else 0,
            multiple=isinstance(options, FileOptions) and options.maximum_count > 1,
            text_code=options.text if isinstance(options, ConsentOptions) else "",
            focus=is_within(self.focus, path),
            drawn=self._marks(shown),
            disputes=disputes(self.form, [each for each in self._conflicts.values() if is_within(each.path, path)]),
        )

    def _marks(self, shown: VisibleField) -> dict[str, str]:
        """Marks of what is drawn; files come and go one by one and need none."""
        kind = shown.field.type
        if not kind.answerable or kind is FieldType.FILE:
            return {}
        address = kind is FieldType.ADDRESS
        paths = [f"{shown.path}.{part}" for part in ADDRESS_PARTS] if address else [shown.path]
        application = self.form.application
        return {
            path: self._bases.get(path)
            or mark_of(application.pk, path, said_at(self.form.definition, self.form.answers, application.typed, path))
            for path in paths
        }

    def _error(self, path: str, asked: Field) -> str:
        return "" if asked.type is FieldType.ADDRESS else self._problems.get(path, "")

    def _part_errors(self, path: str) -> dict[str, str]:
        errors = {
            part: self._problems[f"{path}.{part}"] for part in ADDRESS_PARTS if f"{path}.{part}" in self._problems
        }
        if path in self._problems:
            errors.setdefault("city", self._problems[path])
        return errors

    def _value(self, shown: VisibleField) -> Any:
        typed: Mapping[str, str] = self.form.application.typed
        if shown.field.type is FieldType.ADDRESS:
            parts = shown.value if isinstance(shown.value, Mapping) else {}
            return {part: self._raw(f"{shown.path}.{part}", typed, parts.get(part, "")) for part in ADDRESS_PARTS}
        return self._raw(shown.path, typed, shown_value(shown.field, shown.value))

    def _raw(self, path: str, typed: Mapping[str, str], answer: Any) -> Any:
        if path in self._posted:
            return self._posted[path]
        return typed.get(path, answer)

    def _range(self, asked: Field) -> str:
        """The limits of a sum or number in words, where the questionnaire says nothing else."""
        limits = self.form.context.limits.get(asked.code)
        if limits is None or limits.minimum is None or limits.maximum is None:
            return ""
        least, most = (number_text(asked, bound) for bound in (limits.minimum, limits.maximum))
        return _("From %(least)s to %(most)s") % {"least": least, "most": most}


def parse_step(form: Form, step: Step, posted: QueryDict, drawn: Drawn = UNKNOWN) -> dict[str, object]:
    """Raw answers of a posted step, by path, whether or not the question is still shown.

    A box that is not ticked is not sent at all: consents and multiple choices that the page was drawn with count as
    taken away then.
    """
    typed: dict[str, object] = {}
    for path in dict.fromkeys([*posted, *drawn.marks]):
        target = find(form.definition, path)
        if target is None or target.entry.step is not step or target.entry.field.type is FieldType.FILE:
            continue
        if is_multiple(target.entry.field):
            typed[path] = posted.getlist(path)
        elif path in posted or target.entry.field.type is FieldType.CONSENT:
            typed[path] = posted.get(path)
    return typed
