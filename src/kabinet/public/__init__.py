"""The face everybody sees."""
