"""Views of the api face."""
