"""Changes of state of the organisation, one file per use case."""
