"""Changes of state in applications, one file per use case."""
