"""Changes of state in parties, one file per use case."""
