"""The staff’s face."""
