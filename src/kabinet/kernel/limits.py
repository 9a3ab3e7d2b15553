"""Refusing what is done too often: by a key of the caller's, or by the network a request came from."""

from datetime import timedelta

from django.utils.translation import gettext as _

from kabinet.kernel import clock, counters, security
from kabinet.kernel.errors import Refused
from kabinet.kernel.networks import network_of, site_of

LONGEST_IN_MINUTES = 90
"""A longer wait is told in hours."""

SITE_FACTOR = 4
"""How many times the attempts of one network a whole /48 has: a provider may serve many homes from it."""


def hit(scope: str, key: str, *, limit: int, window: timedelta) -> None:
    """Count one attempt of `key` and refuse from the `limit + 1`st of a window on.

    Args:
        scope: What is limited, at most 40 characters.
        key: Whose attempts; kept only as a keyed hash.
        limit: Attempts allowed in one window.
        window: Its length; windows begin at multiples of it.

    Raises:
        Refused: `limits.exceeded`.
    """
    if counters.add(scope, key, window=window) > limit:
        security.note("limit", scope=scope)
        raise exceeded(window)


def hit_network(scope: str, ip: str | None, *, limit: int, window: timedelta) -> None:
    """Count an attempt by its network, and of IPv6 by the /48 around it too, which has `SITE_FACTOR` times as many.

    Args:
        scope: What is limited, at most 35 characters.
        ip: Where the request came from; what is no address is not counted.
        limit: Attempts of one network in one window.
        window: Its length.

    Raises:
        Refused: `limits.exceeded`.
    """
    network, site = network_of(ip), site_of(ip)
    if network:
        hit(scope, network, limit=limit, window=window)
    if site:
        hit(f"{scope}.site", site, limit=SITE_FACTOR * limit, window=window)


def exceeded(window: timedelta) -> Refused:
    """The refusal of who did something too often, with the minutes or hours until the window ends."""
    ends = counters.window_start(window) + window
    minutes = max(1, -(-int((ends - clock.now()).total_seconds()) // 60))
    words = (
        _("Too many attempts. Try again in %(minutes)s min.") % {"minutes": minutes}
        if minutes <= LONGEST_IN_MINUTES
        else _("Too many attempts. Try again in %(hours)s h.") % {"hours": -(-minutes // 60)}
    )
    return Refused("limits.exceeded", words, minutes=minutes)
