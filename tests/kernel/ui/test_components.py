"""Each component by itself."""

from datetime import UTC, datetime

import pytest

from tests.kernel.ui.markup import breaches
from tests.kernel.ui.pages import drawn


def test_button_or_link() -> None:
    root = drawn(
        """{{ button("Go", variant="danger", busy=true, name="go", value="1") }}{{ button("There", href="/x/") }}"""
    )
    button, link = root.one("button"), root.one("a")
    assert button.attrs == {
        "class": "button button-danger",
        "type": "submit",
        "aria-busy": "true",
        "name": "go",
        "value": "1",
    }
    assert (link.attrs, link.text) == ({"class": "button button-primary", "href": "/x/"}, "There")


def test_field_ties_its_parts_together() -> None:
    root = drawn(
        """{{ entry(
          "contacts.0.income", "Income", kind="money", hint="A month", error="Too little", required=true
        ) }}"""
    )
    control = root.one("input")
    assert root.one("label").attrs["for"] == control.attrs["id"] == "id_contacts.0.income"
    assert control.attrs["aria-describedby"] == "id_contacts.0.income-hint id_contacts.0.income-error"
    assert control.attrs["aria-invalid"] == "true"
    assert control.attrs["inputmode"] == "decimal"
    assert "required" in control.attrs
    assert breaches(root) == []


def test_a_field_without_error_keeps_its_empty_line() -> None:
    root = drawn("""{{ entry("x", "X") }}""")
    (line,) = [element for element in root.all("p") if element.attrs.get("class") == "field-error"]
    assert (line.text, line.attrs["id"]) == ("", "id_x-error")
    assert "aria-invalid" not in root.one("input").attrs


def test_an_answer_replaces_the_error_line() -> None:
    line = drawn("""{{ field_error("id_x", "Wrong", oob=true) }}""").one("p")
    assert line.attrs == {"class": "field-error", "id": "id_x-error", "data-for": "id_x", "hx-swap-oob": "true"}
    assert line.text == "Wrong"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("phone", {"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        ("date", {"type": "text", "inputmode": "numeric"}),
        ("code", {"type": "text", "inputmode": "numeric", "autocomplete": "one-time-code"}),
        ("email", {"type": "email"}),
        ("password", {"type": "password"}),
    ],
)
def test_kinds_of_field(kind: str, expected: dict[str, str]) -> None:
    root = drawn("""{{ entry("x", "X", kind=kind) }}""", kind=kind)
    attrs = root.one("input").attrs
    assert {name: attrs[name] for name in expected} == expected
    assert "maxlength" not in attrs
    assert breaches(root) == []


def test_what_belongs_to_somebody_else_is_not_filled_in() -> None:
    root = drawn("""{{ entry("x", "X", kind="phone", autocomplete="off") }}{{ address("y", "Y", foreign=true) }}""")
    inputs = root.all("input")
    assert len(inputs) == 7
    assert {element.attrs["autocomplete"] for element in inputs} == {"off"}


def test_an_error_appears_in_a_region_that_was_there_before() -> None:
    root = drawn("""{{ entry("x", "X") }}""")
    (region,) = [element for element in root.all("div") if element.attrs.get("aria-live") == "polite"]
    assert region.one("p").attrs["id"] == "id_x-error"


def test_nothing_is_ticked_beforehand() -> None:
    root = drawn(
        """{{ yes_no("q", "Q") }}{{ checkbox("c", "C") }}{{ choice("m", "M", options, multiple=true) }}""",
        options=[("a", "A", "Hint"), ("b", "B")],
    )
    assert [element.attrs["name"] for element in root.all("input") if "checked" in element.attrs] == []
    assert [element.attrs["value"] for element in root.all("input")] == ["yes", "no", "yes", "a", "b"]
    assert breaches(root) == []


def test_choice_marks_what_was_chosen() -> None:
    root = drawn(
        """{{ choice("m", "M", options, value=chosen, multiple=true) }}{{ yes_no("q", "Q", value="no") }}""",
        options=[(1, "One"), (2, "Two"), (3, "Three")],
        chosen=["1", 3],
    )
    assert [element.attrs["value"] for element in root.all("input") if "checked" in element.attrs] == ["1", "3", "no"]


def test_variables_of_the_page_do_not_leak_into_components() -> None:
    names = "title hint error value href icon tone actions placeholder suffix options lines total rule label"
    page = dict.fromkeys(names.split(), "LEAK")
    root = drawn(
        """{{ entry("x", "X") }}{% call card() %}y{% endcall %}{{ stat("s") }}{{ callout("z") }}{{ button("b") }}"""
        """{{ empty_state("e") }}{{ badge("n") }}{{ timeline_item("t") }}""",
        **page,
    )
    assert "LEAK" not in root.text
    assert [value for element in root.all() for value in element.attrs.values() if "LEAK" in value] == []


def test_range_sends_the_number_alone() -> None:
    root = drawn("""{{ slider("amount", "Amount", kind="money", min=1, max=9, value=5) }}""")
    number, slider = root.all("input")
    assert (number.attrs["name"], number.attrs["value"]) == ("amount", "5")
    assert "name" not in slider.attrs
    assert breaches(root) == []


def test_address_names_its_parts() -> None:
    root = drawn(
        """{{ address("home", "Home", value=value, errors=errors) }}""",
        value={"city": "Мезень"},
        errors={"house": "?"},
    )
    values = {element.attrs["name"]: element.attrs["value"] for element in root.all("input")}
    assert values == {
        "home.index": "",
        "home.region": "",
        "home.city": "Мезень",
        "home.street": "",
        "home.house": "",
        "home.flat": "",
    }
    assert [element.attrs["name"] for element in root.all("input") if "aria-invalid" in element.attrs] == ["home.house"]
    assert breaches(root) == []


def test_steps_say_where_one_is() -> None:
    steps = [
        {"title": "One", "state": "done", "url": "/1/"},
        {"title": "Two", "state": "current", "url": "/2/"},
        {"title": "Three", "state": "todo", "url": ""},
    ]
    root = drawn("{{ stepper(steps) }}", steps=steps)
    assert [link.attrs["href"] for link in root.all("a")] == ["/1/"]
    assert [element.attrs["aria-current"] for element in root.all() if "aria-current" in element.attrs] == ["step"]
    assert "Step 2 of 3" in root.text


def test_tasks_that_cannot_begin_are_no_links() -> None:
    tasks = [{"title": "A", "state": "done", "url": "/a/"}, {"title": "B", "state": "locked", "url": ""}]
    root = drawn("{{ task_list(tasks) }}", tasks=tasks)
    assert [link.text for link in root.all("a")] == ["A"]
    assert [element.text for element in root.all("span") if element.attrs.get("class") == "task-state"] == [
        "Done",
        "Later",
    ]


def test_answers_to_check() -> None:
    rows = [{"label": "Name", "value": "a\nb", "url": "/n/"}, {"label": "Income", "missing": True, "url": "/i/"}]
    root = drawn("""{{ check_answers(rows, title="You") }}""", rows=rows)
    assert [link.text for link in root.all("a")] == ["Change — Name", "Answer — Income"]
    assert len(root.all("br")) == 1


def test_no_errors_no_summary() -> None:
    assert drawn("{{ error_summary(errors=[]) }}").all() == []


def test_summary_takes_the_focus() -> None:
    root = drawn("{{ error_summary(errors=errors) }}", errors=[("#id_x", "Wrong"), ("", "All of it")])
    summary = root.one("div")
    assert (summary.attrs["role"], summary.attrs["tabindex"]) == ("alert", "-1")
    assert [link.attrs["href"] for link in root.all("a")] == ["#id_x"]
    assert "All of it" in summary.text


def test_timeline_item_tells_when_and_who() -> None:
    item = drawn("""{{ timeline_item("Sent", at=at, by="Anna") }}""", at=datetime(2026, 11, 21, 9, 0, tzinfo=UTC))
    assert item.one("time").attrs["datetime"] == "2026-11-21T09:00:00+00:00"
    assert item.one("time").text == "21.11.2026, 12:00"
    assert "Anna" in item.text


def test_explained_sum_adds_up_to_its_own_value() -> None:
    lines = [{"label": "Principal", "value": "90", "note": "by the schedule"}, {"label": "Interest", "value": "10"}]
    root = drawn("""{{ explained_sum("100", lines=lines, rule="Article 5") }}""", lines=lines)
    assert [element.text for element in root.all("dd")] == ["90", "10", "100"]
    assert "Article 5" in root.text
    assert root.one("details").attrs.get("open") is None


def test_pages_without_neighbours_have_no_links() -> None:
    assert drawn("{{ pagination() }}").all() == []
    assert [link.attrs["href"] for link in drawn("""{{ pagination(older="?b=1") }}""").all("a")] == ["?b=1"]


def test_form_with_files_and_autosave() -> None:
    form = drawn("""{% call form_tag(files=true, autosave="/save/", id="f", csrf_input="") %}x{% endcall %}""").one(
        "form"
    )
    assert form.attrs["enctype"] == "multipart/form-data"
    assert form.attrs["data-autosave"] == "/save/"
    assert form.attrs["id"] == "f"


def test_filters_live_in_the_address() -> None:
    form = drawn("""{% call filter_bar(action="/list/", reset="/list/", target="#list") %}{% endcall %}""").one("form")
    assert (form.attrs["method"], form.attrs["action"]) == ("get", "/list/")
    assert (form.attrs["hx-push-url"], form.attrs["hx-target"]) == ("true", "#list")
