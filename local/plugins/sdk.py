"""What the published schema says of the types at hand: read from the SDKs, which are generated from it.

Written down in `schemas/`, so that a newer SDK shows as a difference of a file and not only of behaviour.
"""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from local.plugins.differences import EVERY
from local.providers import packages
from local.providers.schema import ListOf, MapOf, Object, OneOf, Scalar, Shape, provider_schema, schema_of

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMAS: Final = Path(__file__).with_name("schemas")
PACKAGES: Final = ("github", "random", "vault")


def extract(package: str) -> str:
    """A package's version, its provider's settings and every type that a table or the facts name, as JSON."""
    tokens = {*packages()[package].types} | {one.token for one in EVERY if one.token.startswith(f"{package}:")}
    found = {
        "package": f"pulumi-{package}",
        "version": metadata.version(f"pulumi-{package}"),
        "provider": _object(provider_schema(package)),
        "types": {token: _type(token) for token in sorted(tokens)},
    }
    return json.dumps(found, indent=1, sort_keys=True) + "\n"


def written(package: str) -> Path:
    """Where a package's extract is kept."""
    return SCHEMAS / f"{package}.json"


def _type(token: str) -> Mapping[str, Any]:
    schema = schema_of(token)
    return {
        "inputs": _object(schema.inputs),
        "outputs": sorted(schema.state.keys() - schema.inputs.fields.keys()),
        "secret": sorted(schema.secret_outputs),
    }


def _object(shape: Object) -> Mapping[str, Any]:
    """Each field's shape; a required one's name ends in `!`."""
    return {f"{name}!" if name in shape.required else name: _shown(field) for name, field in shape.fields.items()}


def _shown(shape: Shape) -> Any:
    match shape:
        case Scalar():
            return shape.kind
        case ListOf():
            return [_shown(shape.item)]
        case MapOf():
            return {"*": _shown(shape.item)}
        case OneOf():
            return {"one of": [_shown(choice) for choice in shape.choices]}
        case Object():
            return _object(shape)
