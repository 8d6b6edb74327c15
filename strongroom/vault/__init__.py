"""The Vault cluster as the people see it who look after it: how it is, a snapshot of it, and the way back."""
