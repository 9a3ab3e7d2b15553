"""Catalogue as a Django application."""

from kabinet.kernel.capability import CapabilityConfig


class CatalogueConfig(CapabilityConfig):
    """Services a party can get and the templates they are built from."""

    name = "kabinet.catalogue"
    label = "catalogue"
