"""Views of the office face."""
