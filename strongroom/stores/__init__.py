"""Stores of record: one contract, one module a store. `opening.open_store` picks the one that a workspace uses."""
