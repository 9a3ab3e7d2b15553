"""Every change of state in lending."""
