"""Who applies: persons and organisations, the client register."""
