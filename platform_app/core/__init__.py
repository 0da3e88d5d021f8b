"""What every layer stands on; knows no feature."""
