"""The store for programs: a server of the Model Context Protocol with five tools (requirement 3.7)."""
