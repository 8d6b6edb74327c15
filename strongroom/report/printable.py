"""Text that XML can hold."""

from __future__ import annotations


def printable(text: str) -> str:
    """XML 1.0 has no control characters but tab and line breaks."""
    return "".join(character for character in text if character.isprintable() or character in "\n\t")
