"""What has happened to an application, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kabinet.kernel import events
from kabinet.kernel.errors import Words
from kabinet.kernel.models import Event

_KINDS: dict[str, Words] = {"client": _("Client"), "visitor": _("Client"), "system": _("System")}


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of a timeline.

    Attributes:
        event: The event's name.
        title: What happened.
        at: When.
        who: Who did it; empty on the client's timeline.
        data: Numbers, old and new values and reasons, as the event has them; empty on the client's timeline.
    """

    event: str
    title: Words
    at: datetime
    who: Words
    data: Mapping[str, Any]


def timeline(subjects: Iterable[models.Model], *, for_client: bool, limit: int = 100) -> list[Moment]:
    """What happened to these, newest first. One query.

    Args:
        subjects: An application, and what belongs to its story, such as its loan.
        for_client: Only what the client is told, without names of staff.
        limit: At most this many.
    """
    told = ((row, events.type_of(row.name)) for row in events.about(subjects, limit=limit))
    if not for_client:
        return [Moment(kind.name, kind.title, row.happened_at, _who(row), row.data) for row, kind in told]
    return [Moment(kind.name, kind.client_title, row.happened_at, "", {}) for row, kind in told if kind.client_title]


def _who(row: Event) -> Words:
    return row.actor_name or _KINDS.get(row.actor_kind, row.actor_kind)
