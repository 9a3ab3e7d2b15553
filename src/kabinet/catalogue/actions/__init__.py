"""Changes of state in catalogue, one file per use case."""
