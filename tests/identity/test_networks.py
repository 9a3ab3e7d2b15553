"""Whose attempts are counted together."""

import pytest

from kabinet.identity import allowances
from kabinet.identity.actions.request_login_code import request_login_code
from kabinet.identity.models import LoginCode
from kabinet.kernel.access import Actor
from kabinet.kernel.errors import Refused
from kabinet.kernel.networks import network_of, parse_ip
from tests.support.identity import make_phone


@pytest.mark.parametrize(
    ("ip", "parsed", "network"),
    [
        ("203.0.113.7", "203.0.113.7", "203.0.113.7"),
        ("2001:DB8:1:2::7", "2001:db8:1:2::7", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::1", "fe80::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7", "203.0.113.7"),
        ("", None, ""),
        (None, None, ""),
        ("unix:", None, ""),
        ("203.0.113.7\0", None, ""),
    ],
)
def test_addresses_and_their_networks(ip: str | None, parsed: str | None, network: str) -> None:
    assert (parse_ip(ip), network_of(ip)) == (parsed, network)


def test_a_new_ipv6_address_for_every_request_helps_nobody(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowances, "PER_NETWORK_AND_DAY", 4)
    for number in range(4):
        request_login_code(actor=Actor(kind="visitor", ip=f"2001:db8::{number:x}"), address=make_phone())
    with pytest.raises(Refused, match=r"limits\.exceeded"):
        request_login_code(actor=Actor(kind="visitor", ip="2001:db8::ffff"), address=make_phone())
    assert LoginCode.objects.count() == 4


def test_a_request_through_a_socket_has_no_address(db: None) -> None:
    request_login_code(actor=Actor(kind="visitor", ip="unix:"), address=make_phone())
    assert LoginCode.objects.get().ip is None
