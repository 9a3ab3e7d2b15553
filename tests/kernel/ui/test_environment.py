"""The language of pages: what is escaped and closed up, and what is not."""

import pytest
from jinja2 import DictLoader, Template, UndefinedError

from kabinet.kernel.ui.environment import environment
from tests.kernel.ui.pages import ENGLISH


@pytest.mark.parametrize(
    ("source", "drawn"),
    [
        ("{{ value|linebreaks }}", "<p>One<br>&lt;b&gt;</p>\n\n<p>https://kabinet.ru</p>"),
        ("{{ value|linebreaksbr }}", "One<br>&lt;b&gt;<br><br>https://kabinet.ru"),
        ("{{ value|urlize }}", 'One\n&lt;b&gt;\n\n<a href="https://kabinet.ru" rel="nofollow">https://kabinet.ru</a>'),
    ],
)
def test_what_makes_html_of_text_escapes_the_text_alone(source: str, drawn: str) -> None:
    assert ENGLISH.from_string(source).render(value="One\n<b>\n\nhttps://kabinet.ru") == drawn


def test_a_page_is_escaped_and_closed_up() -> None:
    page = _loaded("page.html", '<p>\n\n    {{ value }}  </p>{{ _("Hello.") }}')
    assert page.render(value="<b> & ") == "<p>\n&lt;b&gt; &amp;  </p>Hello."


def test_a_plain_text_keeps_its_letters_and_its_blank_lines() -> None:
    text = _loaded("text.txt", '{{ _("%(name)s: %(code)s", name=value, code=5) }}\n\n  {{ value }}  .\n')
    assert text.render(value="<b> & ") == "<b> & : 5\n\n  <b> &   ."


def test_a_plain_text_without_one_of_its_values_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="'code' is undefined"):
        _loaded("text.txt", '{{ _("Your code: %(code)s", code=code) }}').render()


def _loaded(name: str, source: str) -> Template:
    return environment(language="en", loader=DictLoader({name: source}), autoescape=True).get_template(name)
