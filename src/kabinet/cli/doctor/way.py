"""What stands between a visitor and the site: the doctor goes the same way and asks how it looks from inside."""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from kabinet.cli.doctor.finding import Finding

CLAIMED = "203.0.113.7"
"""An address nobody has (RFC 5737): the doctor pretends to come from it, as a visitor with ill intent would."""
SECONDS = 10
HEADERS = "Set X-Forwarded-For and X-Forwarded-Proto there as deploy/nginx.conf does."


@dataclass(frozen=True, slots=True)
class Way:
    """How a request of the doctor arrived.

    Attributes:
        client: The address the site believes it came from.
        forwarded: `X-Forwarded-For` as it arrived, outermost first.
        secure: Whether the site believes that it came over https.
    """

    client: str
    forwarded: tuple[str, ...]
    secure: bool

    @property
    def proxies(self) -> int:
        """How many proxies wrote into `X-Forwarded-For`."""
        return len(self.forwarded) - (CLAIMED in self.forwarded)


def examine_way() -> Iterator[Finding]:
    """Ask the site through its public address and compare with what the settings promise."""
    from django.conf import settings

    from kabinet.kernel.web.health import DOCTOR, doctor_pass

    url = f"{settings.BASE_URL}/health/"
    headers = {DOCTOR: doctor_pass(), "X-Forwarded-For": CLAIMED}
    try:
        answer = httpx.get(url, headers=headers, timeout=SECONDS)
        body = answer.json() if answer.is_success else {}
    except ValueError:
        body = {}
    except httpx.HTTPError as error:
        if "CERTIFICATE" in str(error).upper():
            yield Finding("fault", f"Browsers will not trust the certificate: {error}", "Renew or complete it.")
            return
        advice = "Start it (kabinet serve, the proxy) and run the doctor again: the proxy was not examined."
        yield Finding("warning", f"The site does not answer at its address: {type(error).__name__}", advice)
        return
    if "forwarded" not in body:
        advice = "Look at the proxy's configuration, and that the site runs with the same KABINET_SECRET_KEY."
        yield Finding("fault", f"{url} is not answered by this site ({answer.status_code})", advice)
        return
    way = Way(body["client"], tuple(body["forwarded"]), body["secure"])
    yield from judge(way, trusted=settings.ALLAUTH_TRUSTED_PROXY_COUNT, https=settings.SECURE)


def judge(way: Way, *, trusted: int, https: bool) -> Iterator[Finding]:
    """Compare the way with the settings.

    Args:
        way: What the site saw.
        trusted: `KABINET_TRUSTED_PROXIES`.
        https: Whether the public address is https.
    """
    fine = True
    if way.client == CLAIMED:
        fine = False
        yield Finding("fault", "A visitor may claim any address: X-Forwarded-For is believed as it was sent", HEADERS)
    elif trusted < way.proxies:
        fine = False
        what = f"{way.proxies} in front, KABINET_TRUSTED_PROXIES is {trusted}: visitors seem to have a proxy's address"
        yield Finding("fault", what, f"Set KABINET_TRUSTED_PROXIES={way.proxies}.")
    elif trusted > way.proxies:
        fine = False
        what = f"KABINET_TRUSTED_PROXIES is {trusted}, but {way.proxies} wrote X-Forwarded-For"
        yield Finding("fault", what, HEADERS)
    if https and not way.secure:
        fine = False
        yield Finding("fault", "The proxy does not say that visitors came over https", HEADERS)
    if not fine:
        return
    if way.proxies:
        yield Finding("ok", f"Proxies in front: {way.proxies}; the site sees the addresses of its visitors")
    else:
        advice = "Put nginx in front (deploy/nginx.conf): it holds back slow and flooding connections."
        yield Finding("warning", "Nothing stands in front of the site", advice)
