"""Where a request came from."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """The address of the client; behind `KABINET_TRUSTED_PROXIES` proxies, the one the outermost of them saw.

    A forwarded header that no trusted proxy wrote is never believed.
    """
    peer = str(request.META.get("REMOTE_ADDR") or "")
    trusted: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if not trusted:
        return peer
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    if len(hops) < trusted:
        return peer
    candidate = hops[-trusted]
    try:
        return str(ip_address(candidate))
    except ValueError:
        return peer
