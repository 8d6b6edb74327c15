"""Rules on whole stacks."""
