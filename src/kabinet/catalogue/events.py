"""Events of catalogue."""
