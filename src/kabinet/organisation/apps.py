"""The organisation as a Django application."""

from kabinet.kernel.capability import CapabilityConfig


class OrganisationConfig(CapabilityConfig):
    """Who runs the site: details, brand, legal texts, figures of the law."""

    name = "kabinet.organisation"
    label = "organisation"
