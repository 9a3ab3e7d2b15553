"""The interface kit."""
