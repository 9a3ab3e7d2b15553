"""Payments as a Django application."""

from kabinet.kernel.capability import CapabilityConfig


class PaymentsConfig(CapabilityConfig):
    """Online payments through acquirers."""

    name = "kabinet.payments"
    label = "payments"
