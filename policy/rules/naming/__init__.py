"""Rules on how things are called."""
