"""The proved addresses of an account."""

from kabinet.identity.addresses import Address
from kabinet.identity.models import LoginCode, User


def address_to_warn(user: User, new: Address) -> Address | None:
    """The address that is replaced; when there was none of this kind, the account's other one."""
    known = addresses_of(user)
    return known.get(new.channel) or next(iter(known.values()), None)


def addresses_of(user: User) -> dict[LoginCode.Channel, Address]:
    """An account's addresses by channel."""
    both = ((LoginCode.Channel.SMS, user.phone), (LoginCode.Channel.EMAIL, user.email))
    return {channel: Address(channel, value) for channel, value in both if value}
