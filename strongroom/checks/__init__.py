"""Holds a value against the checks that the catalogue states for it."""
