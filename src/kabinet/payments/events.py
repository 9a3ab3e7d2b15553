"""Events of payments."""
