"""Break-glass as people meet it: asking and agreeing through the function, reading through Vault, and the evidence."""
