"""Names of form fields whose values are kept and shown nowhere, not even to put a form right that came too late."""

from collections.abc import Iterable

_declared: set[str] = set()


def declare_secret_names(names: Iterable[str]) -> None:
    """Make names known; those that contain `password` need not be."""
    _declared.update(names)


def is_secret_name(name: str) -> bool:
    """Whether what is typed into a field of that name is a secret."""
    return "password" in name or name in _declared
