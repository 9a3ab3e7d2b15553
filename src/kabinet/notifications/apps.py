"""Notifications as a Django application."""

from kabinet.kernel.capability import CapabilityConfig


class NotificationsConfig(CapabilityConfig):
    """Messages to people by cabinet, e-mail and SMS."""

    name = "kabinet.notifications"
    label = "notifications"
