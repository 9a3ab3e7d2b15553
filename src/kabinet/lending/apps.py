"""Lending as a Django application."""

from kabinet.kernel.capability import CapabilityConfig


class LendingConfig(CapabilityConfig):
    """Loan products, loans, schedules, operations."""

    name = "kabinet.lending"
    label = "lending"

    def ready(self) -> None:
        """Besides the common start, let the catalogue build loan services."""
        super().ready()
        from kabinet.catalogue import templates  # noqa: PLC0415 - needs the models
        from kabinet.lending.service_template import LoanTemplate  # noqa: PLC0415

        templates.register("loan", LoanTemplate())
