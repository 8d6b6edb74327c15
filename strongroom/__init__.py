"""strongroom: the library and the command."""
