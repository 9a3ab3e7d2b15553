"""`kabinet storm`: a thousand notifications, two workers, one of them killed."""

from kabinet.cli.storm.command import storm

__all__ = ["storm"]
