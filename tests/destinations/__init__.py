"""The destinations, against real servers."""
