"""`kabinet publish-questionnaires` and `kabinet publish-texts`: a new site needs both before its first application."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from kabinet.cli.main import cli
from kabinet.kernel.models import Event
from kabinet.organisation.models import LegalText
from kabinet.questionnaires.models import QuestionnaireVersion

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, arguments)
    return result.exit_code, result.output


def test_standard_questionnaires_are_published_once() -> None:
    assert run("publish-questionnaires") == (0, "business_loan: version 1\nconsumer_loan: version 1\n")
    assert run("publish-questionnaires") == (0, "business_loan: version 1\nconsumer_loan: version 1\n")
    assert QuestionnaireVersion.objects.count() == 2


@pytest.mark.parametrize("content", ["{", "[]", '{"code": "a"}'])
def test_a_broken_questionnaire_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "own.json"
    path.write_text(content)
    status, output = run("publish-questionnaires", str(path))
    assert status == 1
    assert output.startswith("Error: ")
    assert QuestionnaireVersion.objects.count() == 0


def test_texts_are_published_in_editions(tmp_path: Path) -> None:
    path = tmp_path / "personal_data.md"
    path.write_text("# Согласие\n\nПервый\nабзац.\n\nВторой.\n", encoding="utf-8")
    assert run("publish-texts", str(tmp_path)) == (0, "personal_data: edition 1\n")
    assert run("publish-texts", str(tmp_path)) == (0, "personal_data: as before\n")
    path.write_text("# Согласие\n\nДругой.\n", encoding="utf-8")
    assert run("publish-texts", str(tmp_path)) == (0, "personal_data: edition 2\n")
    assert list(LegalText.objects.order_by("number").values_list("number", "title", "body")) == [
        (1, "Согласие", "Первый абзац.\n\nВторой."),
        (2, "Согласие", "Другой."),
    ]


def test_each_edition_is_an_event(tmp_path: Path) -> None:
    (tmp_path / "privacy.md").write_text("# Политика\n\nПервая.\n", encoding="utf-8")
    run("publish-texts", str(tmp_path))
    run("publish-texts", str(tmp_path))
    event = Event.objects.get(name="legal_text.published")
    edition = LegalText.objects.get()
    assert (event.subject_id, event.data) == (edition.pk, {"code": "privacy", "number": 1})


def test_an_edition_written_over_an_older_one_is_refused_with_all_others(tmp_path: Path) -> None:
    (tmp_path / "privacy.md").write_text("# Политика\n\nПервая.\n", encoding="utf-8")
    run("publish-texts", str(tmp_path))
    (tmp_path / "privacy.md").write_text("# Политика\n\nВторая.\n", encoding="utf-8")
    assert run("publish-texts", str(tmp_path), "--after", "privacy=1") == (0, "privacy: edition 2\n")
    (tmp_path / "privacy.md").write_text("# Политика\n\nТретья.\n", encoding="utf-8")
    (tmp_path / "aaa_rules.md").write_text("# Правила\n\nТекст.\n", encoding="utf-8")
    status, output = run("publish-texts", str(tmp_path), "--after", "privacy=1")
    assert (status, output.startswith("Error: privacy: ")) == (1, True)
    assert list(LegalText.objects.values_list("code", "number").order_by("number")) == [("privacy", 1), ("privacy", 2)]
    assert Event.objects.filter(name="legal_text.published").count() == 2
    assert run("publish-texts", str(tmp_path), "--after", "privacy")[0] == 2


@pytest.mark.parametrize("content", ["", "Без заголовка\n\nТекст.", "# Только заголовок\n", "#\n\nТекст."])
def test_a_text_without_a_heading_or_a_body_stops_all(tmp_path: Path, content: str) -> None:
    (tmp_path / "a_good_one.md").write_text("# Согласие\n\nТекст.\n", encoding="utf-8")
    (tmp_path / "bad.md").write_text(content, encoding="utf-8")
    status, output = run("publish-texts", str(tmp_path))
    assert (status, output) == (1, "Error: bad.md: a text begins with '# Title', its paragraphs follow\n")
    assert LegalText.objects.count() == 0
