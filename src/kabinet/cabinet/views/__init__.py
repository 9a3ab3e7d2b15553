"""Views of the cabinet face."""
