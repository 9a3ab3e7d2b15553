"""What two pages of one draft may do to each other: actions, at once and in any order."""

import copy
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kabinet.applications.actions.add_group_item import add_group_item
from kabinet.applications.actions.remove_group_item import remove_group_item
from kabinet.applications.actions.save_answer import save_answer
from kabinet.applications.actions.save_step import save_step
from kabinet.applications.drawn import THEIRS, Drawn, mark_of, said_at
from kabinet.applications.form import Form, form_of
from kabinet.applications.merging import merge
from kabinet.applications.trail import with_written
from kabinet.applications.typed import retry, take
from kabinet.kernel.errors import Refused
from tests.support.applications import ANSWERS, make_draft
from tests.support.identity import actor_for, make_user
from tests.support.questionnaires import form_on
from tests.support.race import race

PATHS = [path for path in ANSWERS if path not in {"bik", "account", "passport_issued_on", "birth_date"}] + [
    f"contact_persons.{key}.{field}" for key in (0, 2) for field in ("contact_name", "contact_phone")
]
RAW = st.one_of(st.text(max_size=8), st.sampled_from([*map(str, ANSWERS.values()), "", "no", "Ян"]))
CHANGES = st.dictionaries(st.sampled_from(PATHS), RAW, max_size=8)


def drawn_with(form: Form, page: str, paths: list[str] = PATHS) -> Drawn:
    application = form.application
    marks = {
        path: mark_of(application.pk, path, said_at(form.definition, form.answers, application.typed, path))
        for path in paths
    }
    return Drawn(page, marks)


def saved(form: Form, page: Drawn, posted: Mapping[str, object]) -> tuple[Form, list[str]]:
    """A whole page posted, as the action does it; and where it met a conflict."""
    application = copy.copy(form.application)
    answers, typed, conflicts = form.answers, application.typed, []
    for path, raw in posted.items():
        merged = merge(form, answers, typed, path, raw, page)
        answers, typed = merged.answers, merged.typed
        conflicts += [path] if merged.conflict else []
    answers, typed = retry(form, answers, typed)
    said = {path: said_at(form.definition, answers, typed, path) for path in posted}
    changed = [path for path in said if said[path] != said_at(form.definition, form.answers, application.typed, path)]
    application.trail = with_written(application, changed, page.page)
    application.answers, application.typed = dict(answers), dict(typed)
    return Form(application, form.definition, form.template, form.context), conflicts


def state(before: Mapping[str, str]) -> Form:
    form = form_on("consumer_loan")
    people = [{"contact_name": "А"}, {"_id": "2", "contact_name": "В"}]
    form.application.answers = {"contact_persons": people}
    for path, raw in before.items():
        answers, typed, _problem = take(form, form.answers, form.application.typed, path, raw)
        form.application.answers, form.application.typed = dict(answers), dict(typed)
    return form


def shown(form: Form) -> dict[str, object]:
    """What a page of everything holds, as it would be posted untouched."""
    values: dict[str, object] = {}
    for path in PATHS:
        answer, typed = said_at(form.definition, form.answers, form.application.typed, path)
        values[path] = typed if typed is not None else {True: "yes", False: "no", None: ""}.get(answer, answer)
    return values


@given(before=CHANGES, first=CHANGES, second=CHANGES)
@settings(max_examples=120)
def test_two_pages_with_changes_apart_give_the_same_in_either_order(
    before: dict[str, str], first: dict[str, str], second: dict[str, str]
) -> None:
    second = {path: raw for path, raw in second.items() if path not in first}
    drawn = state(before)
    pages = [(drawn_with(drawn, name), shown(drawn) | change) for name, change in [("one", first), ("two", second)]]
    outcomes = []
    for order in (pages, pages[::-1]):
        form = drawn
        for page, posted in order:
            form, conflicts = saved(form, page, posted)
            assert conflicts == []
        outcomes.append((form.application.answers, form.application.typed))
    assert outcomes[0] == outcomes[1]
    for page, posted in pages:
        alone, _none = saved(drawn, page, posted)
        for path in first if page.page == "one" else second:
            assert said_at(form.definition, *outcomes[0], path) == said_at(
                form.definition, alone.answers, alone.application.typed, path
            )


@given(before=CHANGES, path=st.sampled_from(PATHS), first=RAW, second=RAW)
@settings(max_examples=120)
def test_of_two_changes_of_one_answer_none_is_lost_in_silence(
    before: dict[str, str], path: str, first: str, second: str
) -> None:
    drawn = state(before)
    one, two = drawn_with(drawn, "one"), drawn_with(drawn, "two")
    middle, _none = saved(drawn, one, {path: first})
    end, conflicts = saved(middle, two, {path: second})
    alone, _none = saved(drawn, two, {path: second})

    def said(form: Form) -> Any:
        return said_at(form.definition, form.answers, form.application.typed, path)

    if conflicts:
        assert said(end) == said(middle)
        assert len({said(drawn), said(middle), said(alone)}) == 3
    else:
        assert said(end) in {said(middle), said(alone)}
        assert said(drawn) in {said(middle), said(alone)} or said(middle) == said(alone)


@pytest.mark.django_db
def test_a_conflict_changes_nothing_and_can_be_settled_either_way() -> None:
    actor = actor_for(make_user())
    draft = make_draft(actor, last_name="Орлова")
    older = drawn_with(form_of(draft), "older", ["last_name"])
    save_answer(actor=actor, application_id=draft.pk, path="last_name", raw="Белова")
    draft.refresh_from_db()
    revision = draft.revision
    outcome = save_answer(actor=actor, application_id=draft.pk, path="last_name", raw="Чернова", drawn=older)
    [conflict] = outcome.conflicts
    assert (conflict.theirs.answer, conflict.mine) == ("Белова", "Чернова")
    draft.refresh_from_db()
    assert (draft.answers["last_name"], draft.revision) == ("Белова", revision)
    for choice, kept in [(THEIRS, "Белова"), ("x", "Белова"), (conflict.mark, "Чернова"), (conflict.mark, "Чернова")]:
        drawn = Drawn("older", older.marks, {"last_name": choice})
        outcome = save_step(
            actor=actor, application_id=draft.pk, step="about", typed={"last_name": "Чернова"}, drawn=drawn
        )
        assert bool(outcome.conflicts) == (choice == "x")
        draft.refresh_from_db()
        assert draft.answers["last_name"] == kept


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["contact_persons.1.contact_name", "contact_persons.9.contact_name"])
def test_an_item_that_is_not_there_is_refused_and_nothing_changes(path: str) -> None:
    actor = actor_for(make_user())
    draft = make_draft(actor, **{"contact_persons.0.contact_name": "А", "contact_persons.1.contact_name": "Б"})
    remove_group_item(actor=actor, application_id=draft.pk, group="contact_persons", key="1")
    draft.refresh_from_db()
    before = (draft.answers, draft.typed, draft.revision, draft.place)
    for raw in ("Ян", ""):
        with pytest.raises(Refused) as refused:
            save_answer(actor=actor, application_id=draft.pk, path=path, raw=raw)
        assert (refused.value.code, refused.value.field) == ("item.gone", path)
    again = remove_group_item(actor=actor, application_id=draft.pk, group="contact_persons", key="1")
    assert [problem.code for problem in again.problems] == ["item.gone"]
    draft.refresh_from_db()
    assert (draft.answers, draft.typed, draft.revision, draft.place) == before


@pytest.mark.django_db
def test_a_key_that_was_taken_away_is_never_given_again() -> None:
    actor = actor_for(make_user())
    draft = make_draft(actor, **{"contact_persons.0.contact_name": "А"})
    for key in ("0", "1", "2"):
        remove_group_item(actor=actor, application_id=draft.pk, group="contact_persons", key=key)
        added = add_group_item(actor=actor, application_id=draft.pk, group="contact_persons")
        assert added.form.answers["contact_persons"] == [{"_id": str(int(key) + 1)}]


@pytest.mark.django_db(transaction=True)
def test_two_pages_that_change_one_answer_at_once_leave_one_and_a_conflict() -> None:
    actor = actor_for(make_user())
    draft = make_draft(actor, last_name="Орлова")
    pages = {"Белова": "one", "Чернова": "two"}
    drawn = {raw: drawn_with(form_of(draft), page, ["last_name"]) for raw, page in pages.items()}
    outcomes = race(
        *[
            lambda r=raw: save_answer(actor=actor, application_id=draft.pk, path="last_name", raw=r, drawn=drawn[r])
            for raw in pages
        ]
    )
    [conflict] = [each for outcome in outcomes for each in outcome.conflicts]
    draft.refresh_from_db()
    assert {draft.answers["last_name"], conflict.mine} == set(pages)


@pytest.mark.django_db(transaction=True)
def test_whole_steps_of_two_pages_at_once_keep_both_changes() -> None:
    actor = actor_for(make_user())
    draft = make_draft(actor, last_name="Орлова", first_name="Анна")
    changes = {"one": {"last_name": "Белова"}, "two": {"first_name": "Яна"}}
    drawn = {page: drawn_with(form_of(draft), page, ["last_name", "first_name"]) for page in changes}
    typed = {"last_name": "Орлова", "first_name": "Анна"}
    race(
        *[
            lambda p=page: save_step(
                actor=actor, application_id=draft.pk, step="about", typed=typed | changes[p], drawn=drawn[p]
            )
            for page in changes
        ]
    )
    draft.refresh_from_db()
    assert draft.answers == {"last_name": "Белова", "first_name": "Яна"}


@pytest.mark.django_db(transaction=True)
def test_removing_and_writing_at_once_never_reaches_another_item() -> None:
    actor = actor_for(make_user())
    names = {f"contact_persons.{key}.contact_name": name for key, name in enumerate("АБВ")}
    draft = make_draft(actor, **names)
    race(
        lambda: remove_group_item(actor=actor, application_id=draft.pk, group="contact_persons", key="0"),
        lambda: remove_group_item(actor=actor, application_id=draft.pk, group="contact_persons", key="0"),
        lambda: save_answer(
            actor=actor, application_id=draft.pk, path="contact_persons.1.contact_phone", raw="+79990000022"
        ),
    )
    draft.refresh_from_db()
    assert draft.answers["contact_persons"] == [
        {"_id": "1", "contact_name": "Б", "contact_phone": "+79990000022"},
        {"_id": "2", "contact_name": "В"},
    ]
