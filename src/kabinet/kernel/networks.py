"""Internet addresses, and the networks whose requests are counted together."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

IPV6_NETWORK = 64
"""One customer has at least this network to himself, so single IPv6 addresses cost an attacker nothing."""

IPV6_SITE = 48
"""What a provider gives one site, or a rented server: 65,536 networks of one owner."""


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
        return str(ip_network(f"{found}/{IPV6_NETWORK}", strict=False))
    return str(found)


def site_of(ip: str | None) -> str:
    """The /48 an IPv6 address lies in; an empty text for all else."""
    found = _address(ip)
    return str(ip_network(f"{found}/{IPV6_SITE}", strict=False)) if isinstance(found, IPv6Address) else ""


def _address(ip: str | None) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address((ip or "").partition("%")[0])
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
