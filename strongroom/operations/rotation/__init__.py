"""Rotating now, on time, or after a failure; and what rotates when."""
