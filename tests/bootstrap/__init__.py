"""What is made before the program can be applied."""
