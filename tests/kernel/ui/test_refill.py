"""A form of a page with what was sent from it."""

from html.parser import HTMLParser
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kabinet.kernel.ui.refill import Refilled, refill

PAGE = """<!doctype html>
<form method="get" action="/here/"><input name="q"></form>
<form method="post" action="/sign-out/"><input type="hidden" name="csrfmiddlewaretoken" value="new"></form>
<form method="post" action="" novalidate>
  <input type="hidden" name="csrfmiddlewaretoken" value="new"><input type=hidden name="revision" value="7">
  <input name="name" value="Old &quot;name&quot;" data-x='1' required><input name="name" value="second">
  <input type="checkbox" name="agree"><input type="checkbox" name="kinds" value="a" checked>
  <input type="checkbox" name="kinds" value="b"><input type="radio" name="one" value="x" checked>
  <input type="radio" name="one" value="y">
  <select name="city"><option value="msk" selected>М</option><option value="perm">П</option></select>
  <textarea name="about" rows="3">old &lt;b&gt;text</textarea>
  <input type="password" name="secret"><input type="file" name="scan">
  <button name="do" value="later">Later</button><button>Go</button>
</form>
<form method="post" action="/here/?x=1"><input name="comment"><button name="do" value="send">Send</button></form>
"""


class Values(HTMLParser):
    """What a browser would send of all the controls of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self._select = self._area = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        name, value = known.get("name") or "", known.get("value") or ""
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
            self.sent.append((name, ""))
        elif tag == "option" and "selected" in known:
            self.sent.append((self._select, value))
        elif tag == "input" and known.get("type") in {"checkbox", "radio"}:
            self.sent += [(name, known.get("value") or "on")] if "checked" in known else []
        elif tag == "input":
            self.sent.append((name, value))

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent[-1] = (self._area, (self.sent[-1][1] + data).removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""


def filled(sent: dict[str, list[str]], action: str = "/here/", html: str = PAGE) -> Refilled:
    found = refill(html, page="/here/", action=action, sent=sent)
    assert found is not None
    return found


def values(found: Refilled) -> dict[str, list[str]]:
    sent: dict[str, list[str]] = {}
    for name, value in Values(found.after.partition("</form>")[0]).sent:
        sent.setdefault(name, []).append(value)
    return sent


def test_every_control_shows_what_was_sent() -> None:
    sent = {
        "csrfmiddlewaretoken": ["old"],
        "revision": ["5"],
        "name": ['<b>"Анна"</b> & Co', "другое"],
        "kinds": ["b"],
        "one": ["y"],
        "city": ["perm"],
        "about": ["</textarea><script>alert(1)</script>\nвторая"],
        "secret": ["hunter2"],
        "do": ["later"],
    }
    found = filled(sent)
    assert values(found) == {
        "csrfmiddlewaretoken": ["new"],
        "revision": ["5"],
        "name": ['<b>"Анна"</b> & Co', "другое"],
        "kinds": ["b"],
        "one": ["y"],
        "city": ["perm"],
        "about": ["</textarea><script>alert(1)</script>\nвторая"],
        "secret": [""],
        "scan": [""],
    }
    assert "<script>" not in found.after
    assert "hunter2" not in found.before + found.after
    assert found.before.endswith("novalidate>")
    assert "data-x" in found.after
    assert found.homeless == ()


def test_what_was_not_sent_stays_as_the_page_has_it_but_for_boxes() -> None:
    assert values(filled({"name": ["один"]})) == {
        "csrfmiddlewaretoken": ["new"],
        "revision": ["7"],
        "name": ["один", "second"],
        "city": ["msk"],
        "about": ["old <b>text"],
        "secret": [""],
        "scan": [""],
    }


def test_of_several_forms_the_one_that_was_sent_is_filled_in() -> None:
    found = filled({"comment": ["Добрый день"], "do": ["send"]})
    assert values(found) == {"comment": ["Добрый день"]}
    assert refill(PAGE, page="/here/", action="/sign-out/", sent={}) is not None
    assert refill(PAGE, page="/here/", action="/elsewhere/", sent={"comment": ["x"]}) is None
    assert refill(PAGE, page="/there/", action="/there/", sent={"name": ["x"]}) is not None


def test_what_has_no_control_any_more_is_told() -> None:
    found = filled({"name": ["один"], "employer": ["ООО «Ромашка»"], "do": ["later"], "nothing": [""]})
    assert found.homeless == ("ООО «Ромашка»",)


@given(st.dictionaries(st.sampled_from(["name", "about", "revision"]), st.lists(st.text(), min_size=1, max_size=1)))
def test_any_text_comes_back_as_it_was(sent: dict[str, list[str]]) -> None:
    shown: Any = values(filled(sent))
    for name, (text, *_rest) in sent.items():
        assert shown[name][0] == text.replace("\r\n", "\n").replace("\r", "\n") or shown[name][0] == text
