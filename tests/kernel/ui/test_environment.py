"""The language of pages: what is escaped, and what is not."""

import pytest

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
