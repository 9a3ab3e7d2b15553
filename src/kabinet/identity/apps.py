"""Identity as a Django application."""

from kabinet.kernel.capability import CapabilityConfig


class IdentityConfig(CapabilityConfig):
    """Accounts, sign-in codes, staff."""

    name = "kabinet.identity"
    label = "identity"
