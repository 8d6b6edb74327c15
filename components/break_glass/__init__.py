"""A way in for the worst night: a function alone signs, people approve, Vault bounds what it signs."""
