"""The Russian catalogue is complete and well formed, and its tool sees when it is not."""

import re
from pathlib import Path

import polib
import pytest
from tools import messages
from tools.messages import Source

CODE = """
from django.utils.translation import gettext_lazy as _, ngettext_lazy, pgettext
title = _("Loan")
name = _("Two " "parts")
count = ngettext_lazy("%(count)s day", "%(count)s days", "count")
state = pgettext("access", "open")
other = strange("not ours")
value = _(title)
"""

PAGE = """<h1>{{ _("Your loans") }}</h1>
{{ pgettext("notification", "new") }}
{{ entry("sum", _("Sum"), hint=_("Only digits"), error=words.get("sum")) }}
{{ _("By %(day)s", day=due|date_long) }}
{% trans sum=loan.amount|money %}
  {{ sum }} is due
  <b>100 %</b>
{% endtrans %}
{{ ngettext("%(number)s day late", "%(number)s days late", days) }}
{{ _(title) }}
"""


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(messages.CATALOGUE))


def entry(text: str, translation: str = "", **more: object) -> polib.POEntry:
    return polib.POEntry(msgid=text, msgstr=translation, **more)


def of(*entries: polib.POEntry) -> polib.POFile:
    catalogue = polib.POFile()
    catalogue.extend(entries)
    return catalogue


def test_the_catalogue_is_complete(catalogue: polib.POFile) -> None:
    assert messages.problems(catalogue, messages.source_strings()) == []


def test_no_string_is_there_twice_or_forgotten(catalogue: polib.POFile) -> None:
    keys = [Source(one.msgid, one.msgctxt or "", one.msgid_plural or "") for one in catalogue]
    assert len(keys) == len(set(keys))
    assert catalogue.obsolete_entries() == []


def test_calm_and_typographic(catalogue: polib.POFile) -> None:
    texts = [text for one in catalogue for text in (one.msgstr, *one.msgstr_plural.values())]
    visible = [re.sub(r"<[^>]*>", "", text) for text in texts]
    assert [text for text in visible if "!" in text or '"' in text or " - " in text or "..." in text] == []


def test_strings_of_a_module() -> None:
    assert [source for source, _line in messages.python_strings(CODE)] == [
        Source("Loan"),
        Source("Two parts"),
        Source("%(count)s day", plural="%(count)s days"),
        Source("open", context="access"),
    ]


def test_an_alias_of_gettext_counts() -> None:
    code = 'from django.utils.translation import gettext as now\nprint(now("Later"))\n'
    assert list(messages.python_strings(code)) == [(Source("Later"), 2)]


def test_strings_of_a_page() -> None:
    assert [source for source, _line in messages.page_strings(PAGE)] == [
        Source("Your loans"),
        Source("new", context="notification"),
        Source("Sum"),
        Source("Only digits"),
        Source("By %(day)s"),
        Source("%(sum)s is due <b>100 %%</b>"),
        Source("%(number)s day late", plural="%(number)s days late"),
    ]


def test_a_missing_string_is_found_with_its_place() -> None:
    used = {Source("Loan"): "a.py:1", Source("Sum"): "b.html:2"}
    assert messages.problems(of(entry("Loan", "Заём")), used) == ["b.html:2: no Russian text: 'Sum'"]


def test_the_same_words_in_another_context_are_another_string() -> None:
    used = {Source("open", context="access"): "a.py:1"}
    assert messages.problems(of(entry("open", "открыть")), used) == [
        "a.py:1: no Russian text: 'open'",
        "nobody says any more: 'open'",
    ]


def test_a_plural_is_not_satisfied_by_a_plain_text() -> None:
    used = {Source("%(n)s day", plural="%(n)s days"): "a.py:1"}
    assert messages.problems(of(entry("%(n)s day", "%(n)s дней")), used) == [
        "a.py:1: no Russian text: '%(n)s day'",
        "nobody says any more: '%(n)s day'",
    ]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (entry("Sum", "Сумма"), []),
        (entry("Sum"), ["no Russian text"]),
        (entry("Sum", "Сумма", flags=["fuzzy"]), ["no Russian text"]),
        (entry("%(sum)s is due", "%(sum)s к оплате"), []),
        (entry("%(sum)s is due", "К оплате"), ["other values than in the source"]),
        (entry("%(sum)s is due", "%(summa)s к оплате"), ["other values than in the source"]),
        (entry("{limit} at most", "не больше"), ["other values than in the source"]),
        (
            entry("%(n)s day", msgid_plural="%(n)s days", msgstr_plural={0: "%(n)s день", 1: "%(n)s дня"}),
            ["a plural has three forms in Russian"],
        ),
        (
            entry("%(n)s day", msgid_plural="%(n)s days", msgstr_plural={0: "день", 1: "%(n)s дня", 2: "%(n)s дней"}),
            [],
        ),
        (
            entry("%(n)s day", msgid_plural="%(n)s days", msgstr_plural={0: "%(k)s", 1: "%(n)s дня", 2: "%(n)s дней"}),
            ["other values than in the source"],
        ),
        (
            entry("%(n)s day", msgid_plural="%(n)s days", msgstr_plural={0: "%(n)s день", 1: "", 2: "%(n)s дней"}),
            ["no Russian text"],
        ),
    ],
)
def test_faults_of_an_entry(one: polib.POEntry, expected: list[str]) -> None:
    assert list(messages.faults(one)) == expected


def test_merging_adds_what_is_missing_and_keeps_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = tmp_path / "ours.po", tmp_path / "theirs.po"
    of(entry("Loan", "Заём"), entry("Sum")).save(str(ours))
    plural = entry("%(n)s day", msgid_plural="%(n)s days", msgstr_plural={0: "день", 1: "дня", 2: "дней"})
    of(entry("Loan", "Займ"), entry("Sum", "Сумма"), entry("Rate", "", msgctxt="loan"), plural).save(str(theirs))
    monkeypatch.setattr(messages, "CATALOGUE", ours)

    messages.merge([str(theirs)])
    messages.merge([str(theirs)])

    merged = polib.pofile(str(ours))
    assert [(one.msgid, one.msgstr) for one in merged] == [("%(n)s day", ""), ("Loan", "Заём"), ("Sum", "Сумма")]
    assert merged[0].msgstr_plural == {0: "день", 1: "дня", 2: "дней"}


def test_collecting_adds_new_strings_and_drops_old_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = tmp_path / "ours.po"
    of(entry("Loan", "Заём"), entry("Old", "Старое")).save(str(ours))
    monkeypatch.setattr(messages, "CATALOGUE", ours)
    monkeypatch.setattr(
        messages, "source_strings", lambda: {Source("Loan"): "", Source("%(n)s day", plural="%(n)s days"): ""}
    )

    messages.collect()

    collected = polib.pofile(str(ours))
    assert [(one.msgid, one.msgstr) for one in collected] == [("%(n)s day", ""), ("Loan", "Заём")]
    assert collected[0].msgstr_plural == {0: "", 1: "", 2: ""}


def test_an_unknown_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert messages.main(["nonsense"]) == 2
    assert "merge FILE.po" in capsys.readouterr().err
