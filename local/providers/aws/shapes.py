"""Between the SDK's camelCase structures and the PascalCase ones of the AWS APIs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from local.providers.values import Value


def pascal(value: Value, renames: Mapping[str, str] | None = None) -> Any:  # a request of boto3
    """Structures with their keys as the APIs have them; nulls left out. `renames`: where the rule does not hold."""
    names = renames or {}
    if isinstance(value, Mapping):
        return {
            names.get(key, key[:1].upper() + key[1:]): pascal(item, names)
            for key, item in value.items()
            if item is not None
        }
    return [pascal(item, names) for item in value] if isinstance(value, list) else value


def camel(value: Value, renames: Mapping[str, str] | None = None) -> Any:  # properties
    """Structures with their keys as the SDK has them. `renames` as for `pascal`."""
    names = {there: here for here, there in (renames or {}).items()}
    if isinstance(value, Mapping):
        return {
            names.get(key, key[:1].lower() + key[1:]): camel(item, renames)
            for key, item in value.items()
            if key != "ResponseMetadata"
        }
    return [camel(item, renames) for item in value] if isinstance(value, list) else value


def echo(found: Value, given: Value) -> Value:
    """What was found, limited to what was given: what a service adds (defaults, timestamps) is no drift.

    With nothing given (an import), everything found is told.
    """
    if isinstance(given, Mapping) and isinstance(found, Mapping):
        return {key: echo(found.get(key), item) for key, item in given.items()}
    if isinstance(given, list) and isinstance(found, list) and len(given) == len(found):
        return [echo(there, item) for there, item in zip(found, given, strict=True)]
    return found


def document(value: Value) -> str:
    """A policy as text: the SDK takes text or a structure."""
    return value if isinstance(value, str) else json.dumps(value)


def text_document(value: Value) -> str | None:
    """A document that an API returned as text or as a structure, as text."""
    return None if value in (None, "", {}) else document(value)
