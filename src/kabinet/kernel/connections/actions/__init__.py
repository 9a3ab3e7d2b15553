"""Changes of connections, one file per use case."""
