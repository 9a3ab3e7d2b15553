"""Events of lending."""
