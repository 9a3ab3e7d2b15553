"""Changes of state in payments, one file per use case."""
