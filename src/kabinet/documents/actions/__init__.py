"""Changes of state in documents, one file per use case."""
