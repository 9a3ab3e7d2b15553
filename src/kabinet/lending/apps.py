"""Lending as a Django application."""

from kabinet.kernel.capability import CapabilityConfig


class LendingConfig(CapabilityConfig):
    """Loan products, loans, schedules, operations."""

    name = "kabinet.lending"
    label = "lending"
