"""Examples of every rule: one module a family, each with its `EXAMPLES` by rule."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.policy.examples.example import Examples


def load() -> dict[str, Examples]:
    """All examples, by rule."""
    found: dict[str, Examples] = {}
    for module in pkgutil.iter_modules(__path__):
        found.update(getattr(importlib.import_module(f"{__name__}.{module.name}"), "EXAMPLES", {}))
    return found
