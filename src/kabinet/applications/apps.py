"""Applications as a Django application."""

from kabinet.kernel.capability import CapabilityConfig


class ApplicationsConfig(CapabilityConfig):
    """From the first draft to the decision."""

    name = "kabinet.applications"
    label = "applications"
