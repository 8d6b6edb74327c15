"""The strategies: one a file, named as in the catalogue, imported when a function uses it."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from rotation.errors import SettingsError

if TYPE_CHECKING:
    from rotation.strategies.contract import Strategy

NAMES = ("random", "jwt-overlap", "encryption-key", "postgres", "redis", "mongodb-atlas", "sendgrid", "manual")


def load(name: str) -> Strategy:
    """The strategy of a name; each file has one, `STRATEGY`. Raises SettingsError where there is none."""
    if name not in NAMES:
        raise SettingsError(
            "ROTATION_STRATEGY names no strategy",
            way_out=f"set the function's environment to one of {', '.join(NAMES)}",
        )
    module = importlib.import_module(f"rotation.strategies.{name.replace('-', '_')}")
    strategy: Strategy = module.STRATEGY
    return strategy
