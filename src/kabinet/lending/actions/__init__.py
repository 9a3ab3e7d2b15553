"""Changes of state in lending, one file per use case."""
