"""What the identity that applies the program may do: derived from what the program makes, and no more."""
