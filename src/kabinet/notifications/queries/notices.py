"""Notices of an account, in words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kabinet.kernel import access
from kabinet.kernel.access import Actor
from kabinet.kernel.paging import Page, page
from kabinet.notifications import presentation
from kabinet.notifications.models import Notice


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice as a page shows it.

    Attributes:
        id: Its number.
        at: When it happened.
        title: A few words.
        sentence: What it means.
        path: Where it leads.
        is_read: Whether its reader opened it.
    """

    id: UUID
    at: datetime
    title: str
    sentence: str
    path: str
    is_read: bool


def notices(actor: Actor, cursor: str = "") -> Page[NoticeLine]:
    """The actor's notices, newest first. One query."""
    found = page(access.visible(Notice, actor), by="created_at", cursor=cursor)
    return Page([_line(notice) for notice in found.rows], found.newer, found.older)


def unread_count(actor: Actor) -> int:
    """How many notices of the actor's are unread, 100 at most. One query."""
    unread = access.visible(Notice, actor).filter(read_at=None)
    return len(unread.values_list("pk", flat=True)[:100])


def _line(notice: Notice) -> NoticeLine:
    said = presentation.say(notice.code, notice.params)
    return NoticeLine(notice.pk, notice.created_at, said.title, said.sentence, notice.path, notice.read_at is not None)
