import pytest
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from kabinet.kernel.ui import attributes
from tests.kernel.ui.markup import parse
from tests.kernel.ui.pages import drawn


def test_values_are_escaped_and_empty_ones_left_out() -> None:
    given_attrs = {"data_x": '"><script>', "disabled": True, "hidden": False, "title": None, "class": "", "value": ""}
    assert attributes.render(given_attrs) == 'data-x="&quot;&gt;&lt;script&gt;" disabled value=""'
    assert attributes.render({}) == ""


def test_what_a_template_rendered_is_not_escaped_again() -> None:
    assert attributes.render({"title": mark_safe('Tom &amp; "Jerry"')}) == 'title="Tom &amp; &quot;Jerry&quot;"'


@pytest.mark.parametrize("name", ["style", "STYLE", "onclick", "OnLoad", "hx-on:click", "hx-onload", "tone", ""])
@pytest.mark.parametrize("end", ["", " b", '"', "=b", ">b"])
def test_inline_code_and_broken_names_are_refused(name: str, end: str) -> None:
    with pytest.raises(ValueError, match=r"is no attribute of ours"):
        attributes.render({name + end: "x"})


@given(st.text())
def test_no_value_leaves_its_attribute(text: str) -> None:
    element = parse(f"<p {attributes.render({'data-x': text})}></p>").children[0]
    assert set(element.attrs) <= {"data-x"}
    assert element.children == []
    assert element.own == []


def test_components_escape_what_they_are_given() -> None:
    bad = "\"'><script>alert(1)</script>"
    root = drawn(
        """{{ entry("x", bad, hint=bad, error=bad, value=bad, data_x=bad, placeholder=bad) }}{{ badge(bad) }}"""
        """{{ button(bad, name=bad) }}{{ copy(bad, label=bad) }}{{ explained_sum(bad, title=bad, rule=bad) }}"""
        """{% call card(bad, href=bad) %}{% endcall %}""",
        bad=bad,
    )
    assert root.all("script") == []
    field = next(element for element in root.all("input") if element.attrs["name"] == "x")
    assert field.attrs["value"] == field.attrs["data-x"] == bad
