"""Pulumi's provider protocol in Python, for the local stack: aws, github, random and vault.

The engine attaches to `python -m local.providers` through PULUMI_DEBUG_PROVIDERS. One server serves every type of the
installed SDKs; a type is one row of a table (`resource.ResourceType`), never a class:

    aws_type("kms/alias:Alias", Effect(create=..., read=..., update=..., delete=..., find=...), replace_on=("name",))

- `resource.py`: the row (`ResourceType`), its `Effect`, `Function`, `Package`, the `Call` a row's functions get,
  `RefusedError`, `PartlyMadeError`, `Failure`. Start reading there.
- `differ.Rules`: which properties replace, are computed, are JSON documents, are sets.
- A package is a module-level `PACKAGE: Package[...]`: `randomness.PACKAGE`, `aws.package.PACKAGE`,
  `github.package.PACKAGE`, `vault.package.PACKAGE`; `packages()` collects them.
- Tests talk to `servicer.Servicer` in process through `tests/local/providers/engine.py`.

Every provider instance of a program has its own connection to the port, so that each request finds its own
configuration (`Call.connection`): several github owners and aws regions live side by side.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from local.providers.resource import Package

_HOMES: Final = {
    "aws": "local.providers.aws.package",
    "github": "local.providers.github.package",
    "random": "local.providers.randomness",
    "vault": "local.providers.vault.package",
}


def packages() -> dict[str, Package[Any]]:
    """Every package that is served, by name."""
    return {name: importlib.import_module(home).PACKAGE for name, home in _HOMES.items()}
