"""Rules on Vault."""
