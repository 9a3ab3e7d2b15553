"""What the doctor says of the `KABINET_*` variables."""

import os
import secrets
from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kabinet.cli.doctor.finding import Finding

if TYPE_CHECKING:
    from kabinet.config.environment import Environment

PREFIX = "KABINET_"
OF_TESTS = ("KABINET_TEST_", "KABINET_JOURNEYS_")
NARROWEST_WIDE = {4: 16, 6: 32}
"""Prefix lengths, by version of IP, below which a network is no longer one provider's."""


def make_loadable() -> Iterator[Finding]:
    """Name each variable that keeps the site from starting, and put it aside in this process alone.

    So the rest can be examined: a default takes the variable's place, and the missing key is made up.
    """
    from pydantic import ValidationError

    from kabinet.cli.startup import misfits
    from kabinet.config.environment import environment

    for _attempt in range(4):  # files are read first; contradictions are looked for as soon as the types fit
        try:
            environment()
        except ValidationError as error:
            for misfit in misfits(error):
                yield Finding("fault", misfit.sentence, misfit.advice)
                os.environ.pop(misfit.variable, None)
                if misfit.variable == f"{PREFIX}SECRET_KEY":
                    os.environ[misfit.variable] = secrets.token_urlsafe(60)
            environment.cache_clear()
        else:
            return


def examine_variables() -> Iterator[Finding]:
    """What fits and is still wrong, or worth knowing."""
    from kabinet.config.environment import environment

    env = environment()
    yield Finding("ok", f"Address of the site: {str(env.base_url).rstrip('/')}")
    yield from _unknown()
    yield from _hosts(env)
    yield from _keys(env)
    yield from _networks(env)
    if env.demo:
        yield Finding("warning", "KABINET_DEMO is set: known key, emulators", "Unset it on a real site.")
        return
    yield from _transport(env)
    yield from _outside(env)


def _unknown() -> Iterator[Finding]:
    from kabinet.config.environment import Environment
    from kabinet.config.secret_files import variable_of

    known = [f"{PREFIX}{name.upper()}" for name in Environment.model_fields]
    known += map(variable_of, Environment.secret_names())
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known and not name.startswith(OF_TESTS):
            near = get_close_matches(name, known, n=1)
            yield Finding("warning", f"Nobody reads {name}", f"Is {near[0]} meant?" if near else "Unset it.")


def _hosts(env: "Environment") -> Iterator[Finding]:
    if "*" in env.allowed_hosts:
        advice = "Name the hosts, or leave it out: the host of KABINET_BASE_URL is always allowed."
        yield Finding("fault", "KABINET_ALLOWED_HOSTS lets any host name in: links in letters can be forged", advice)


def _keys(env: "Environment") -> Iterator[Finding]:
    if env.earlier_keys:
        advice = "Unset KABINET_SECRET_KEY_PREVIOUS two weeks after the change; at once if that key became known."
        yield Finding("warning", f"Earlier keys are still accepted: {len(env.earlier_keys)}", advice)


def _networks(env: "Environment") -> Iterator[Finding]:
    for network in env.yookassa_networks:
        if network.prefixlen < NARROWEST_WIDE[network.version]:
            what = f"KABINET_YOOKASSA_NETWORKS accepts notifications from {network}: from anybody"
            advice = "Unset it for the networks YooKassa publishes, or name the very addresses."
            if env.demo and network.is_loopback:
                continue
            yield Finding("fault", what, advice)


def _transport(env: "Environment") -> Iterator[Finding]:
    if env.base_url.scheme != "https":
        yield Finding("fault", "The site's address is not https", "Set KABINET_BASE_URL=https://…, TLS in front.")
    elif not env.trusted_proxies:
        yield Finding(
            "fault",
            "TLS ends at a proxy, yet KABINET_TRUSTED_PROXIES is 0: all visitors seem to come from one address,"
            " and share its limits",
            "Set it to the number of proxies in front (usually 1); deploy/nginx.conf sets the headers they need.",
        )
    if env.database_url is None:
        advice = "Set KABINET_DATABASE_URL to a PostgreSQL server that is backed up."
        yield Finding("warning", "The embedded PostgreSQL is for a first look", advice)
    if (env.email_from.rstrip(">").rpartition("@")[2] or "localhost") == "localhost":
        yield Finding("fault", "KABINET_EMAIL_FROM is nobody's address", "Set it to an address of your domain.")


def _outside(env: "Environment") -> Iterator[Finding]:
    from kabinet.config.environment import is_loopback

    for name in ("smsru_url", "smsc_url", "yookassa_url"):
        if is_loopback(urlsplit(str(getattr(env, name))).hostname or ""):
            yield Finding("fault", f"KABINET_{name.upper()} leads to this machine", "Emulators are for the demo alone.")
