"""The interface's pieces: functions that take words and vars, and look alike everywhere."""
