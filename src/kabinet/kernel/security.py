"""What leaves a trace because somebody may be trying: wrong codes and passwords, limits, denials.

A flood must not fill the log that is to show it. Everything is counted; lines are written of the first, the tenth, the
hundredth … of one hour, kind, network and account, and not more than so many of a kind an hour. When a kind grows past
its alarm within an hour, one line says so and the administrators are told.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from kabinet.kernel import access, clock, counters, events
from kabinet.kernel.access import SYSTEM, Actor
from kabinet.kernel.errors import Words
from kabinet.kernel.events import EventType
from kabinet.kernel.models import Hit, SecurityEvent
from kabinet.kernel.networks import network_of
from kabinet.kernel.paging import Page, page
from kabinet.kernel.rights import SEE_SECURITY

HOUR = timedelta(hours=1)
KEPT = timedelta(days=180)
MOST_LINES_AN_HOUR = 200
"""Lines of one kind; what happens beyond them is counted and not listed."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of trace.

    Attributes:
        title: What happened, in a few words.
        advice: What an administrator does when there is much of it.
        alarm: How many an hour tell the administrators.
        is_alarm_apart: Whether that is counted apart for each network, account and data, not for the kind as a whole.
    """

    title: Words
    advice: Words
    alarm: int
    is_alarm_apart: bool = False


KINDS: dict[str, Kind] = {
    "code_wrong": Kind(
        _("Wrong code"),
        _("Somebody may be guessing codes. Guesses are limited; look which networks they come from."),
        100,
    ),
    "password_wrong": Kind(
        _("Wrong password"),
        _("Somebody may be guessing passwords. Look which accounts and networks; the owners can end their sessions."),
        100,
    ),
    "limit": Kind(_("Limit reached"), _("Look which networks ask too much, and shut them out at the proxy."), 300),
    "proof_asked": Kind(
        _("Proof asked of a stranger"),
        _("Many ask for codes at once. The site defends itself; watch the cost of SMS."),
        500,
    ),
    "code_ceiling": Kind(
        _("Codes above the hourly ceiling"),
        _("Strangers now prove some work before a code is sent. Look which networks they come from."),
        1,
    ),
    "denied": Kind(_("Access denied"), _("Somebody opens pages they have no right to. Ask whose account it is."), 50),
    "account_closed": Kind(_("Sign-in to a closed account"), _("Ask whether a former colleague tries to come in."), 20),
    "sms_budget": Kind(
        _("The day's budget of SMS is used up"),
        _("Codes go by e-mail until midnight; staff and known browsers have a reserve. Raise the budget or wait."),
        1,
    ),
    "hashing_busy": Kind(
        _("Too many passwords at once"), _("Many passwords are tried at the same moment. Look which networks."), 20
    ),
    "account_refused": Kind(
        _("An outside service refuses our account"),
        _("Its key is wrong, the money there ran out, or it blocked us. Look at the connections and check them."),
        1,
        is_alarm_apart=True,
    ),
}

ALARM = "security.alarm"

events.declare(EventType(ALARM, _("Security alarm")))


_network: ContextVar[str] = ContextVar("kabinet_network", default="")


@contextmanager
def coming_from(ip: str) -> Iterator[None]:
    """Note where the request that is worked on came from."""
    token = _network.set(network_of(ip))
    try:
        yield
    finally:
        _network.reset(token)


def note(kind: str, *, account_id: UUID | None = None, **data: str) -> None:
    """Leave a trace. It stays unless a surrounding transaction is undone.

    Args:
        kind: A key of `KINDS`.
        account_id: The account it concerns, where there is one.
        data: Codes; no personal data.
    """
    network = _network.get()
    key = "|".join([network, str(account_id or ""), *(f"{name}={value}" for name, value in sorted(data.items()))])
    with transaction.atomic():
        own = counters.add(f"security.{kind}", key, window=HOUR)
        total = counters.add("security.total", kind, window=HOUR)
        if _is_milestone(own) and counters.add("security.lines", kind, window=HOUR) <= MOST_LINES_AN_HOUR:
            SecurityEvent.objects.create(kind=kind, network=network, account_id=account_id, count=own, data=data)
        counted = own if KINDS[kind].is_alarm_apart else total
        if counted == KINDS[kind].alarm:
            _alarm(kind, counted)


def _is_milestone(number: int) -> bool:
    """Whether it is 1, 10, 100, 1000 and so on."""
    return str(number).rstrip("0") == "1"


def _alarm(kind: str, count: int) -> None:
    line = SecurityEvent.objects.create(kind=kind, count=count, is_alarm=True)
    events.record(ALARM, actor=SYSTEM, subject=line, data={"kind": kind, "count": count})


def listing(actor: Actor, *, kind: str = "", alarms: bool = False, cursor: str = "") -> Page[SecurityEvent]:
    """Traces, newest first. One query.

    Raises:
        Denied: The actor lacks `SEE_SECURITY`.
    """
    access.require(actor, SEE_SECURITY)
    wanted = Q(kind=kind) if kind in KINDS else Q()
    if alarms:
        wanted &= Q(is_alarm=True)
    return page(SecurityEvent.objects.filter(wanted), by="happened_at", cursor=cursor)


def counts_of_day(actor: Actor) -> list[tuple[Kind, int]]:
    """How much of each kind there was in the last 24 hours, each one counted, where there was any. One query.

    Raises:
        Denied: The actor lacks `SEE_SECURITY`.
    """
    access.require(actor, SEE_SECURITY)
    keys = {counters.hashed("security.total", kind): kind for kind in KINDS}
    hits = Hit.objects.filter(scope="security.total", window_start__gt=clock.now() - timedelta(days=1))
    sums = hits.values("key").annotate(total=Sum("count")).values_list("key", "total")
    found = {keys[key]: total for key, total in sums if key in keys}
    return [(KINDS[kind], found[kind]) for kind in KINDS if kind in found]


def forget_old() -> int:
    """Delete traces older than `KEPT`; returns how many."""
    return SecurityEvent.objects.filter(happened_at__lt=clock.now() - KEPT).delete()[0]


def title_of(kind: str) -> Words:
    """The title of a kind; the name itself for one of a version gone by."""
    return KINDS[kind].title if kind in KINDS else kind
