"""Rules on random resources."""
