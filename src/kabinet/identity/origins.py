"""Whose attempts are counted together: the network a request came from."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

IPV6_SITE = 64
"""One customer has at least this network to himself, so single IPv6 addresses cost an attacker nothing."""


def parse_ip(ip: str | None) -> str | None:
    """The address in its usual form without a zone; None for what is no address, such as a Unix socket."""
    found = _address(ip)
    return None if found is None else str(found)


def network_of(ip: str | None) -> str:
    """What attempts are counted by: the IPv4 address, the /64 network of an IPv6 one, or an empty text."""
    found = _address(ip)
    if found is None:
        return ""
    if isinstance(found, IPv6Address):
        return str(ip_network(f"{found}/{IPV6_SITE}", strict=False))
    return str(found)


def _address(ip: str | None) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address((ip or "").partition("%")[0])
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
