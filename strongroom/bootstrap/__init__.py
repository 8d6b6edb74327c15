"""What has to be there before the program can be applied: the state's place, and the identity that applies."""
