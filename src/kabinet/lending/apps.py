"""Lending as a Django application."""

from kabinet.kernel.capability import CapabilityConfig


class LendingConfig(CapabilityConfig):
    """Loan products, loans, schedules, operations."""

    name = "kabinet.lending"
    label = "lending"

    def ready(self) -> None:
        """Besides the common start, let the catalogue build loan services."""
        super().ready()
        from kabinet.catalogue import templates
        from kabinet.lending.service_template import LoanTemplate

        templates.register("loan", LoanTemplate())
