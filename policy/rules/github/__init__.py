"""Rules on GitHub."""
