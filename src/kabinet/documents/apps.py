"""Documents as a Django application."""

from kabinet.kernel.capability import CapabilityConfig


class DocumentsConfig(CapabilityConfig):
    """Uploaded documents of clients and applications."""

    name = "kabinet.documents"
    label = "documents"
