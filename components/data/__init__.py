"""PostgreSQL servers and caches, each connected to the entry of the catalogue that it is read by."""
