"""Changes of state in identity, one file per use case."""
