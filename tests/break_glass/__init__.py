"""Break-glass: the function against the AWS emulator, its rules, its records."""
