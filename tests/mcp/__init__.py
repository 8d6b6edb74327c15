"""The server for programs, asked with the protocol's own client."""
