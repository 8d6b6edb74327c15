"""The random plugin's type that the program uses, read from the source of the provider that the plugin wraps."""

from __future__ import annotations

from typing import Final

from local.plugins.facts import Facts

_FLAGS: Final = dict.fromkeys(("lower", "upper", "special"), True)
_LEAST: Final = dict.fromkeys(("minLower", "minUpper", "minNumeric", "minSpecial"), 0)

FACTS: Final = (
    Facts(
        token="random:index/randomPassword:RandomPassword",  # noqa: S106 - the name of a type
        replaces=("keepers", "length", "number", "numeric", "overrideSpecial", *_FLAGS, *_LEAST),
        computed=("number", "numeric"),
        defaults={**_FLAGS, **_LEAST},
    ),
)
