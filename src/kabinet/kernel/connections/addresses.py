"""Where a service is reached: addresses that can be reached at all, and that give no secret away on the road."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, AnyHttpUrl
from pydantic_core import PydanticCustomError

from kabinet.config.environment import is_loopback

_LABEL: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_LONGEST: Final = 253


def _reachable(host: str) -> bool:
    """Whether a name is one: labels of 1 to 63 letters, digits and hyphens, or an address in brackets."""
    if host.startswith("["):
        return True
    name = host.removesuffix(".")
    return len(name) <= _LONGEST and all(_LABEL.fullmatch(label) for label in name.split("."))


def _service_url(url: AnyHttpUrl) -> AnyHttpUrl:
    host = url.host or ""
    if not _reachable(host):
        raise PydanticCustomError("host", "no such host name")
    if url.username or url.password:
        raise PydanticCustomError("url_credentials", "no names or passwords in an address")
    if url.scheme != "https" and not is_loopback(host):
        raise PydanticCustomError("url_scheme", "https, or this machine")
    return url


def _host_name(host: str) -> str:
    try:
        ascii_name = host.encode("idna").decode()
    except UnicodeError as error:
        raise PydanticCustomError("host", "no such host name") from error
    if not _reachable(ascii_name):
        raise PydanticCustomError("host", "no such host name")
    return host


ServiceUrl = Annotated[AnyHttpUrl, AfterValidator(_service_url)]
"""The base address of a service: https, or this machine (the demo's emulators); without a name or password in it."""
HostName = Annotated[str, AfterValidator(_host_name)]
"""The name or IPv4 address of a server."""
