"""The interface kit: what a component says of itself, and what happens to a call that does not keep to it."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kabinet.kernel.ui import kit
from tests.kernel.ui.pages import ENGLISH, drawn

COMPONENTS = sorted(kit.FOLDER.glob("*.html"))
STYLES = sorted(kit.FOLDER.glob("*.css"))
SHARED_STYLES = {"specimen", "dispute", "combobox"}
"""Styles of what is no component: a page's own, or a control that scripts make."""


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_says_what_it_takes(path: Path) -> None:
    macro = kit.Component(ENGLISH, path.stem).macro
    told = kit.described(path.read_text("utf-8")).parameters
    assert list(told) == [name for name in macro.arguments if name != "caller"]
    for parameter in told.values():
        assert parameter.kind in kit.KINDS or all(re.fullmatch(r"[a-z-]+", word) for word in parameter.words if word)
    says_contents = "Contents" in path.read_text("utf-8").partition("-#}")[0]
    assert macro.caller == says_contents
    says_attributes = "attributes" in path.read_text("utf-8").partition("-#}")[0].replace("The attributes", "")
    assert macro.catch_kwargs == says_attributes


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
def test_a_style_lies_beside_its_component(path: Path) -> None:
    assert path.with_suffix(".html") in COMPONENTS or path.stem in SHARED_STYLES


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        ("badge('x', tone='red')", "tone is 'red', not neutral | info"),
        ("badge(none)", "text is None, not text"),
        ("button('x', wide='yes')", "wide is 'yes', not bool"),
        ("timeline_item('x', at='today')", "at is 'today', not day"),
        ("field('amount')", "bound is 'amount', not field"),
        ("error_summary(errors='x')", "errors is 'x', not list"),
    ],
)
def test_a_value_of_another_kind_is_refused(call: str, fault: str) -> None:
    with pytest.raises(TypeError, match=re.escape(fault)):
        drawn(f"{{{{ {call} }}}}")


def test_an_unknown_option_is_no_attribute() -> None:
    with pytest.raises(ValueError, match=r"'tone' is no attribute of ours"):
        drawn("{{ button('x', tone='danger') }}")
    with pytest.raises(TypeError, match=r"takes no keyword argument 'colour'"):
        drawn("{{ badge('x', colour='red') }}")


def test_values_of_the_page_come_by_themselves_and_can_be_given() -> None:
    page = "{% call form_tag() %}x{% endcall %}"
    form = drawn(page, csrf_input="", reader="abc").one("form")
    assert form.one("input").attrs == {"type": "hidden", "name": "drawn_for", "value": "abc"}


def test_a_moment_is_written_in_the_time_of_the_organisation() -> None:
    item = drawn("{{ timeline_item('Sent', at=at) }}", at=datetime(2026, 11, 21, 9, 0, tzinfo=UTC))
    assert item.one("time").text == "21.11.2026, 12:00"
