"""What has to be published before a site takes its first application: questionnaires and legal texts."""

import json
from pathlib import Path

import click

from kabinet.cli.startup import setup


@click.command("publish-questionnaires")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def publish_questionnaires(files: tuple[Path, ...]) -> None:
    """Publish questionnaires from JSON FILES; without any, the standard ones. What has not changed stays as it is."""
    setup()
    from kabinet.kernel.access import SYSTEM
    from kabinet.kernel.errors import Refused
    from kabinet.questionnaires.actions.publish_questionnaire_version import publish_questionnaire_version
    from kabinet.questionnaires.actions.publish_standard_questionnaires import publish_standard_questionnaires

    try:
        definitions = [json.loads(path.read_text(encoding="utf-8")) for path in files]
        published = (
            [publish_questionnaire_version(actor=SYSTEM, definition=definition) for definition in definitions]
            if files
            else publish_standard_questionnaires(actor=SYSTEM)
        )
    except Refused as refused:
        raise click.ClickException(str(refused.message)) from refused
    except ValueError as error:
        raise click.ClickException(f"not JSON: {error}") from error
    for version in published:
        click.echo(f"{version.questionnaire.code}: version {version.number}")


@click.command("publish-texts")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--after",
    "known",
    metavar="CODE=NUMBER",
    multiple=True,
    help="The edition you know as the one in force; nothing is published when there is a newer one.",
)
def publish_texts(folder: Path, known: tuple[str, ...]) -> None:
    """Publish rules, consents and policies: every <code>.md of FOLDER, a heading and paragraphs.

    An edition that says the same is not published again; earlier editions stay.
    """
    setup()
    from django.db import transaction

    from kabinet.kernel.access import SYSTEM
    from kabinet.kernel.errors import Stale
    from kabinet.organisation.actions.publish_text import publish_text
    from kabinet.organisation.drafts import read_texts

    after = dict(_edition(text) for text in known)
    try:
        drafts = list(read_texts(folder))
    except ValueError as error:
        raise click.ClickException(f"{error}: a text begins with '# Title', its paragraphs follow") from error
    published = {}
    try:
        with transaction.atomic():
            for draft in drafts:
                published[draft.code] = publish_text(actor=SYSTEM, draft=draft, after=after.get(draft.code))
    except Stale as stale:
        raise click.ClickException(f"{draft.code}: {stale.message}") from stale
    for code, edition in published.items():
        click.echo(f"{code}: edition {edition.number}" if edition else f"{code}: as before")


def _edition(text: str) -> tuple[str, int]:
    code, _equals, number = text.partition("=")
    if not code or not number.isascii() or not number.isdigit():
        raise click.BadParameter(f"{text}: write it as personal_data=3", param_hint="--after")
    return code, int(number)
