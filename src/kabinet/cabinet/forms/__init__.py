"""Forms of the cabinet."""
