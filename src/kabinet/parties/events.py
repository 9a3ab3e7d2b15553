"""Events of parties."""
