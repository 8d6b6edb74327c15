"""Rules on the run of the pack itself."""
