"""Parties as a Django application."""

from kabinet.kernel.capability import CapabilityConfig


class PartiesConfig(CapabilityConfig):
    """Who applies: persons and organisations, the client register."""

    name = "kabinet.parties"
    label = "parties"
