"""What the identity that applies the program may do."""
