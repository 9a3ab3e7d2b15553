"""Changes of state in questionnaires, one file per use case."""
