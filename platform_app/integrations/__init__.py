"""The outside world: no database, no feature."""
