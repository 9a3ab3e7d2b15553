"""Counting attempts by the network a request came from."""

from datetime import timedelta

from kabinet.kernel import limits
from kabinet.kernel.networks import network_of, site_of

SITE_FACTOR = 4
"""How many times the attempts of one network a whole /48 has: a provider may serve many homes from it."""


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
        limits.hit(scope, network, limit=limit, window=window)
    if site:
        limits.hit(f"{scope}.site", site, limit=SITE_FACTOR * limit, window=window)
