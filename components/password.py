"""The catalogue's formats of a generated value, in RandomPassword's terms.

RandomPassword draws each character uniformly from its alphabet, so 64 characters of the base64 alphabet are exactly
the base64 text of 48 random bytes (requirement 3.2), and 2n hexadecimal digits exactly the text of n random bytes.
Source: pulumi-random, RandomPassword; RFC 4648, tables 1, 2 and 5.
"""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from strongroom.catalogue.source import Generated


class PasswordArguments(TypedDict):
    """The arguments of a RandomPassword that decide its value."""

    length: int
    lower: bool
    upper: bool
    numeric: bool
    special: bool
    override_special: str


def arguments(generated: Generated) -> PasswordArguments:
    """Length and alphabet of a format of the catalogue; what no class of RandomPassword covers is `special`."""
    alphabet = set(generated.alphabet)
    classes = {
        "lower": string.ascii_lowercase,
        "upper": string.ascii_uppercase,
        "numeric": string.digits,
    }
    covered = {name: alphabet.issuperset(characters) for name, characters in classes.items()}
    special = alphabet.difference(*(classes[name] for name, whole in covered.items() if whole))
    return PasswordArguments(
        length=generated.characters,
        lower=covered["lower"],
        upper=covered["upper"],
        numeric=covered["numeric"],
        special=bool(special),
        override_special="".join(sorted(special)),
    )
