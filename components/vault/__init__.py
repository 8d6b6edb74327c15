"""A stack's Vault: the cluster on EC2, what it is told, and what watches it."""
