"""Changes of state in notifications, one file per use case."""
