"""What is shown, what is missing, where to go on and what to check."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabinet.questionnaires.engine import (
    PROBLEM_CODES,
    Context,
    Limits,
    Place,
    Problem,
    StepStatus,
    look,
    progress,
    resume_point,
    step_problems,
    summary,
    validate,
    visible_fields,
    visible_steps,
)
from tests.questionnaires.engine.forms import (
    CONSUMER_ANSWERS,
    CONTEXT,
    LOAN_CONTEXT,
    TODAY,
    choices,
    field,
    form,
    group,
    json_values,
    standard,
    step,
)


def equals(name, value):
    return {"==": [{"var": name}, value]}


FORM = form(
    steps=[
        step(
            "who",
            field("kind", "choice", choices=choices("person", "firm"), required=True),
            field("born", "date", birth=True, maximum="-18y", visible=equals("kind", "person"), required=True),
            field("parent", visible={"<": [{"age": {"var": "born"}}, 21]}, required=True),
        ),
        step(
            "firm",
            {"code": "about", "type": "heading", "label": "About"},
            field("name", required=True),
            field("site", required={"in": ["IT", {"var": "name"}]}),
            visible=equals("kind", "firm"),
        ),
        step(
            "people",
            group(
                "people",
                field("nick", required=True),
                field("has_phone", "yes_no"),
                field("phone", "phone", required=True, visible=equals("has_phone", True)),
                maximum=3,
                visible={"!!": {"var": "kind"}},
            ),
            field("leader", required=True, visible={"!!": {"var": "people"}}),
        ),
        step("end", field("comment")),
    ]
)


def shown(answers, code=None):
    return [each.path for each in visible_fields(FORM, answers, CONTEXT, code)]


def found(answers):
    return [(problem.path, problem.code) for problem in validate(FORM, answers, CONTEXT)]


@pytest.mark.parametrize(
    ("answers", "steps", "paths"),
    [
        ({}, ["who", "end"], ["kind", "comment"]),
        # a step with nothing but a group is shown as long as an item can be added
        ({"kind": "person"}, ["who", "people", "end"], ["kind", "born", "comment"]),
        ({"kind": "person", "born": "2007-01-01"}, ["who", "people", "end"], ["kind", "born", "parent", "comment"]),
        ({"kind": "person", "born": "1990-01-01"}, ["who", "people", "end"], ["kind", "born", "comment"]),
        ({"kind": "firm"}, ["who", "firm", "people", "end"], ["kind", "about", "name", "site", "comment"]),
        # what is hidden is not read: the date of birth from before does not ask for a parent
        (
            {"kind": "firm", "born": "2007-01-01"},
            ["who", "firm", "people", "end"],
            ["kind", "about", "name", "site", "comment"],
        ),
        (
            {"kind": "person", "people": [{"nick": "A", "has_phone": True}, {"nick": "B"}]},
            ["who", "people", "end"],
            [
                *["kind", "born", "people.0.nick", "people.0.has_phone", "people.0.phone"],
                *["people.1.nick", "people.1.has_phone", "leader", "comment"],
            ],
        ),
        ({"people": [{"nick": "A"}]}, ["who", "end"], ["kind", "comment"]),
        (
            {"kind": "person", "people": [{}]},
            ["who", "people", "end"],
            ["kind", "born", "people.0.nick", "people.0.has_phone", "comment"],
        ),
    ],
)
def test_steps_and_fields_are_shown_by_rule(answers, steps, paths):
    assert [each.code for each in visible_steps(FORM, answers, CONTEXT)] == steps
    assert shown(answers) == paths


def test_the_fields_of_one_step_can_be_asked_for():
    assert shown({"kind": "firm"}, "firm") == ["about", "name", "site"]
    assert shown({"kind": "person"}, "firm") == []
    assert shown({}, "nowhere") == []


@pytest.mark.parametrize(
    ("answers", "problems"),
    [
        ({}, [("kind", "required.choice")]),
        ({"kind": "person"}, [("born", "required")]),
        ({"kind": "person", "born": "2008-11-22"}, [("born", "date.too_young"), ("parent", "required")]),
        ({"kind": "firm"}, [("name", "required")]),
        ({"kind": "firm", "name": "IT"}, [("site", "required")]),
        ({"kind": "firm", "name": "Bakery"}, []),
        ({"kind": "firm", "name": "Bakery", "born": "nonsense"}, []),
        (
            {"kind": "firm", "name": "Bakery", "people": [{}, {}]},
            [("people.0", "item.blank"), ("people.1", "item.blank")],
        ),
        (
            {"kind": "firm", "name": "Bakery", "people": [{}, {"has_phone": True}]},
            [
                ("people.0", "item.blank"),
                ("people.1.nick", "required"),
                ("people.1.phone", "required"),
                ("leader", "required"),
            ],
        ),
        (
            {"kind": "firm", "name": "Bakery", "people": [{"nick": str(n)} for n in range(5)], "leader": "x"},
            [("people", "group.too_many")],
        ),
        ({"kind": "gone"}, [("kind", "choice.unknown")]),
    ],
)
def test_what_is_missing_or_wrong_is_found_in_order(answers, problems):
    assert found(answers) == problems
    scene = look(FORM, answers, CONTEXT)
    by_step = [problem for each in FORM.steps for problem in step_problems(scene, each)]
    assert [(problem.path, problem.code) for problem in by_step] == problems


def test_a_group_with_a_least_number_asks_for_its_items():
    required = form(group("people", field("nick", required=True), minimum=2))
    assert validate(required, {"people": [{"nick": "A"}]}, CONTEXT) == (Problem("people.1.nick", "required"),)
    optional = form(group("people", field("nick"), minimum=2))
    assert validate(optional, {"people": [{"nick": "A"}]}, CONTEXT) == (
        Problem("people", "group.too_few", {"minimum": 2, "count": 1}),
    )
    assert validate(optional, {"people": [{"nick": "A"}, {"nick": "B"}]}, CONTEXT) == ()


def test_what_may_be_saved_half_is_asked_for_whole():
    half = form(
        field("home", "address"),
        field("kinds", "choice", choices=choices("a", "b", "c"), multiple=True, minimum_count=2),
        field("agree", "consent", text="t", purpose="p", required=True),
        field("plan", "file", required=True),
    )
    answers = {"home": {"city": "Казань"}, "kinds": ["a"], "agree": False}
    assert validate(half, answers, CONTEXT) == (
        Problem("home", "address.incomplete"),
        Problem("kinds", "choice.too_few", {"minimum": 2, "count": 1}),
        Problem("agree", "required.consent"),
        Problem("plan", "required.file"),
    )
    for whole in ({"line": "x"}, {"city": "Казань", "house": "1"}, {"region": "Москва", "house": "1"}):
        assert "home" not in {problem.path for problem in validate(half, {"home": whole}, CONTEXT)}


def test_stored_answers_are_judged_by_the_moment():
    definition = form(field("amount", "money"), field("bank", "bik"), field("account", "account", bik="bank"))
    answers = {"amount": "5000.00", "bank": "044525593", "account": "40702810200000000001"}
    assert validate(definition, answers, CONTEXT) == (Problem("account", "account.checksum"),)
    narrow = Context(TODAY, {"amount": Limits(maximum=Decimal(4_000))})
    assert validate(definition, answers | {"bank": "044525225"}, narrow) == (
        Problem("amount", "money.too_big", {"maximum": Decimal(4_000)}),
    )


def test_progress_by_step():
    def states(answers):
        return [(each.step.code, each.status, each.answered, each.fields) for each in progress(FORM, answers, CONTEXT)]

    not_started, in_progress, done = StepStatus.NOT_STARTED, StepStatus.IN_PROGRESS, StepStatus.DONE
    nobody = ("people", done, 0, 0)
    assert states({}) == [("who", not_started, 0, 1), ("end", not_started, 0, 1)]
    assert states({"kind": "person"}) == [("who", in_progress, 1, 2), nobody, ("end", not_started, 0, 1)]
    assert states({"kind": "person", "born": "1990-01-01", "comment": "x"}) == [
        ("who", done, 2, 2),
        nobody,
        ("end", done, 1, 1),
    ]
    (end,) = [each for each in progress(FORM, {}, CONTEXT) if each.step.code == "end"]
    assert end.problems == ()


@pytest.mark.parametrize(
    ("answers", "place", "resumed"),
    [
        ({}, None, Place("who", "kind")),
        ({}, Place(), Place("who", "kind")),
        ({"kind": "firm"}, None, Place("firm", "name")),
        ({"kind": "firm", "name": "Bakery"}, None, Place()),
        ({"kind": "firm"}, Place("end", "comment"), Place("end", "comment")),
        ({"kind": "firm"}, Place("end"), Place("end", "comment")),
        ({"kind": "firm", "name": "x"}, Place("people"), Place("people")),
        ({"kind": "firm", "name": "x"}, Place("firm", "site"), Place("firm", "site")),
        ({"kind": "firm"}, Place("firm", "gone"), Place("firm", "name")),
        ({"kind": "firm"}, Place("firm", "about"), Place("firm", "name")),
        ({"kind": "person"}, Place("firm", "name"), Place("who", "born")),
        ({"kind": "person"}, Place("nowhere", "nobody"), Place("who", "born")),
        ({"kind": "person"}, Place("nowhere", "comment"), Place("end", "comment")),
        ({"kind": "firm"}, Place("who", "comment"), Place("end", "comment")),
        (
            {"kind": "firm", "people": [{"nick": "A"}]},
            Place("people", "people.0.nick"),
            Place("people", "people.0.nick"),
        ),
        ({"kind": "firm", "people": [{"nick": "A"}]}, Place("people", "people.1.nick"), Place("people", "leader")),
    ],
)
def test_work_goes_on_where_it_stopped(answers, place, resumed):
    assert resume_point(FORM, answers, place, CONTEXT) == resumed
    assert resume_point(FORM, answers, resumed, CONTEXT) == resumed


def test_a_part_of_an_address_is_a_place_too():
    definition = form(field("home", "address"))
    assert resume_point(definition, {}, Place("one", "home.city"), CONTEXT) == Place("one", "home.city")


def test_the_answers_to_check():
    answers = {"kind": "firm", "name": "Bakery", "people": [{"nick": "A", "has_phone": True}, {}]}
    steps = summary(FORM, answers, CONTEXT)
    assert [(each.step.code, [(row.path, row.item, row.value) for row in each.rows]) for each in steps] == [
        ("who", [("kind", "", "FIRM")]),
        ("firm", [("name", "", "Bakery"), ("site", "", "")]),
        (
            "people",
            [
                ("people.0.nick", "People 1", "A"),
                ("people.0.has_phone", "People 1", "yes"),
                ("people.0.phone", "People 1", ""),
                ("people.1.nick", "People 2", ""),
                ("leader", "", ""),
            ],
        ),
        ("end", [("comment", "", "")]),
    ]
    assert [row.problem and row.problem.code for row in steps[2].rows] == [
        None,
        None,
        "required",
        "item.blank",
        "required",
    ]
    assert [row.answered for row in steps[2].rows] == [True, True, False, False, False]


FORMS = {"consumer": standard("consumer_loan"), "business": standard("business_loan"), "form": FORM}
states = st.sampled_from(sorted(FORMS)).flatmap(
    lambda name: st.tuples(
        st.just(FORMS[name]),
        st.dictionaries(
            st.sampled_from([*FORMS[name].entries, *FORMS[name].groups]),
            json_values | st.sampled_from([*CONSUMER_ANSWERS.values(), "legal_entity", "firm", "person", True, False]),
        ),
    )
)
places = st.none() | st.builds(
    Place, st.none() | st.text(max_size=8) | st.just("who"), st.none() | st.text(max_size=12)
)


@given(states, places)
def test_no_answers_whatever_break_a_page(state, place):
    definition, answers = state
    problems = validate(definition, answers, LOAN_CONTEXT)
    fields = {each.path for each in visible_fields(definition, answers, LOAN_CONTEXT)}
    for problem in problems:
        assert set(problem.params) == PROBLEM_CODES[problem.code]
        assert {problem.path, problem.path.rpartition(".")[0]} & (fields | set(definition.groups))
    rows = [row for each in summary(definition, answers, LOAN_CONTEXT) for row in each.rows]
    assert {row.path for row in rows} <= fields
    resumed = resume_point(definition, answers, place, LOAN_CONTEXT)
    assert resume_point(definition, answers, resumed, LOAN_CONTEXT) == resumed
    assert len(progress(definition, answers, LOAN_CONTEXT)) == len(visible_steps(definition, answers, LOAN_CONTEXT))


@given(st.sampled_from([None, [], 5, "x"]))
def test_answers_that_are_no_object_are_no_answers(answers):
    assert validate(FORM, answers, CONTEXT) == validate(FORM, {}, CONTEXT)


@given(states)
def test_a_hidden_field_is_never_required(state):
    definition, answers = state
    shown_paths = {each.path for each in visible_fields(definition, answers, LOAN_CONTEXT)}
    missing = {each.path for each in validate(definition, answers, LOAN_CONTEXT) if each.code.startswith("required")}
    assert missing <= shown_paths


def test_a_complete_business_application_has_nothing_wrong():
    definition = FORMS["business"]
    common = {
        key: CONSUMER_ANSWERS[key]
        for key in (
            *["last_name", "first_name", "birth_date", "phone", "passport", "passport_issued_on"],
            *["passport_issuer_code", "passport_issuer", "registration_address", "amount", "payments"],
            *["consent_personal_data", "consent_credit_history", "consent_electronic"],
        )
    } | {
        "email": "anna@example.ru",
        "activity": "Выпечка хлеба",
        "started_on": "2020-01-15",
        "revenue": "1250000.00",
        "purpose": "equipment",
        "has_collateral": False,
        "has_guarantor": False,
        "bik": "044525225",
        "account": "40802810100000000001",
    }
    entrepreneur = {"owner_inn": "500100732259", "ogrnip": "304500116000157", "tax_regime": "patent", "staff": 0}
    firm = {
        "organisation_name": "ООО «Хлеб»",
        "organisation_inn": "7707083893",
        "kpp": "773601001",
        "ogrn": "1027700132195",
        "head_position": "Директор",
        "business_address": {"line": "Казань, Баумана, 1"},
        "tax_regime": "simplified",
        "staff": 12,
    }
    kinds = {
        "sole_proprietor": entrepreneur,
        "legal_entity": firm,
        "self_employed": {"owner_inn": "500100732259"},
    }
    for kind, own in kinds.items():
        assert validate(definition, common | own | {"applicant_kind": kind}, LOAN_CONTEXT) == ()
    assert [
        problem.path for problem in validate(definition, common | {"applicant_kind": "legal_entity"}, LOAN_CONTEXT)
    ] == [
        *["organisation_name", "organisation_inn", "kpp", "ogrn", "head_position", "business_address"],
        *["tax_regime", "staff"],
    ]


def test_the_loan_is_held_against_the_product():
    definition = FORMS["consumer"]
    answers = CONSUMER_ANSWERS | {"amount": "100500.00", "payments": 25}
    assert validate(definition, answers, LOAN_CONTEXT) == (
        Problem("amount", "money.too_big", {"maximum": Decimal(100_000)}),
        Problem("payments", "number.too_big", {"maximum": Decimal(24)}),
    )


def test_a_passport_is_not_older_than_its_owner_at_fourteen():
    answers = CONSUMER_ANSWERS | {"passport_issued_on": "2004-05-16"}
    problem = Problem("passport_issued_on", "date.too_early", {"minimum": date(2004, 5, 17)})
    assert validate(FORMS["consumer"], answers, LOAN_CONTEXT) == (problem,)
