"""Bringing values to their destinations: what is wanted, what is there, the plan, the delivery, the ledger."""
