"""Who mirrors: the role of the workflow that carries values from the store of record to where they are read."""
