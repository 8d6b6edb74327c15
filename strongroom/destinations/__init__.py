"""The places where values arrive: one contract, one kind of destination a file."""
