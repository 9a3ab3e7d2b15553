"""Legal texts that are not published yet, as files of a folder."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kabinet.kernel import text


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that is not published yet.

    Attributes:
        code: What questionnaires and pages call it, for example `personal_data`.
        title: One line.
        body: Paragraphs with empty lines between them.
    """

    code: str
    title: str
    body: str


def read_texts(folder: Path) -> Iterator[Draft]:
    """Read the texts of a folder: `<code>.md`, a heading `# Title`, paragraphs.

    Args:
        folder: Where the files lie.

    Raises:
        ValueError: A file has no heading or nothing under it; the message names it.
    """
    for path in sorted(folder.glob("*.md")):
        heading, _blank, rest = text.lines(path.read_text(encoding="utf-8")).partition("\n")
        paragraphs = (" ".join(paragraph.split()) for paragraph in rest.strip().split("\n\n"))
        draft = Draft(path.stem, heading.removeprefix("# ").strip(), "\n\n".join(filter(None, paragraphs)))
        if not heading.startswith("# ") or not draft.title or not draft.body:
            raise ValueError(path.name)
        yield draft
