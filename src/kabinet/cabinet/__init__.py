"""The client’s face."""
