"""What goes wrong when an engine is set up."""


class EngineError(Exception):
    """The engine cannot be had; the message gives the reason and, at the end, the ways out."""
