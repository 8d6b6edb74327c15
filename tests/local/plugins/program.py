"""Which types of the SDKs the program's components make: read from their source."""

from __future__ import annotations

import ast
import importlib
import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pulumi import CustomResource, ProviderResource

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMPONENTS: Final = Path(__file__).parents[3] / "components"
_SDKS: Final = ("pulumi_github", "pulumi_random", "pulumi_vault")


def used() -> frozenset[str]:
    """The token of every type that a component of this project makes with one of the three SDKs."""
    files = (file for file in sorted(_COMPONENTS.rglob("*.py")) if "node-files" not in file.parts)
    return frozenset(token for file in files for token in _made(ast.parse(file.read_text(encoding="utf-8"))))


def _made(module: ast.Module) -> Iterator[str]:
    names = dict(_imported(module))
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            first, *rest = ast.unparse(node.func).split(".")
            found = names.get(first)
            for part in rest:
                found = getattr(found, part, None)
            if inspect.isclass(found) and issubclass(found, CustomResource) and not issubclass(found, ProviderResource):
                yield str(found.pulumi_type)  # type: ignore[attr-defined] # of every generated resource class


def _imported(module: ast.Module) -> Iterator[tuple[str, object]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for name in node.names:
                if name.name in _SDKS:
                    yield name.asname or name.name, importlib.import_module(name.name)
        if isinstance(node, ast.ImportFrom) and node.module in _SDKS:
            for name in node.names:
                yield name.asname or name.name, getattr(importlib.import_module(node.module), name.name)
