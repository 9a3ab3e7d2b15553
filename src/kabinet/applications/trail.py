"""What a draft remembers of its writing: which page wrote each answer last, and which items are gone.

`Application.trail` holds it: `pages` by path, `removed` by repeated group: the highest key ever taken away. Nothing of
it is personal, and all of it goes when the application is sent.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from kabinet.applications.models import Application


def page_of(application: Application, path: str) -> str:
    """The page that wrote an answer last; empty when none is known."""
    return str(_part(application, "pages").get(path, ""))


def removed_key(application: Application, group: str) -> str | None:
    """The highest key of the items taken away from a repeated group."""
    key: str | None = _part(application, "removed").get(group)
    return key


def removed_keys(application: Application, group: str) -> list[str]:
    """The keys that no new item of a group may be given; the highest stands for all below it."""
    highest = removed_key(application, group)
    return [] if highest is None else [highest]


def with_written(application: Application, paths: Iterable[str], page: str) -> dict[str, Any]:
    """The trail after a page, or one without a name, wrote answers."""
    pages = dict(_part(application, "pages"))
    for path in paths:
        if page:
            pages[path] = page
        else:
            pages.pop(path, None)
    return {**application.trail, "pages": pages}


def with_removed(application: Application, group: str, key: str) -> dict[str, Any]:
    """The trail after an item was taken away."""
    pages = _part(application, "pages")
    highest = max(int(key), int(removed_key(application, group) or 0))
    return {
        **application.trail,
        "pages": {path: page for path, page in pages.items() if not path.startswith(f"{group}.{key}.")},
        "removed": {**_part(application, "removed"), group: str(highest)},
    }


def _part(application: Application, name: str) -> Mapping[str, Any]:
    part: Mapping[str, Any] = application.trail.get(name, {})
    return part
