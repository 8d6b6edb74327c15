"""The least inputs that a type takes, made from its SDK class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local.providers.schema import ListOf, MapOf, Object, OneOf, Scalar, Shape
from local.providers.values import Asset

if TYPE_CHECKING:
    from collections.abc import Mapping


def least(fields: Object) -> Mapping[str, Any]:
    """A value for every required property."""
    return {name: value_of(fields.fields[name], name) for name in sorted(fields.required)}


def value_of(shape: Shape, name: str) -> Any:
    """A value of a shape; texts carry the property's name."""
    match shape:
        case Scalar("integer") | Scalar("number"):
            return 1
        case Scalar("boolean"):
            return True
        case Scalar("asset"):
            return Asset(archive=False, fields={"text": name, "hash": name})
        case Scalar():
            return f"some-{name}"
        case ListOf():
            return [value_of(shape.item, name)]
        case MapOf():
            return {"key": value_of(shape.item, name)}
        case OneOf():
            return value_of(shape.choices[0], name)
        case Object():
            return least(shape)
