"""Inputs held against the SDK's own class: every unknown, missing or ill-typed property is told by its path."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from local.providers.schema import Kind, ListOf, MapOf, Object, OneOf, Scalar, Shape
from local.providers.values import Asset, Unknown, Value, plain

_KINDS: Final[Mapping[Kind, tuple[type, ...]]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "asset": (Asset,),
    "any": (object,),
}


@dataclass(frozen=True)
class Problem:
    """What is wrong with one property. `path` is the engine's: `replicas[0].region`. Never holds a value."""

    path: str
    reason: str


def problems_of(fields: Object, properties: Mapping[str, Value]) -> list[Problem]:
    """Every problem of a resource's inputs, in the order of the properties."""
    return list(_object(fields, plain(properties), ""))


def problems_of_fields(fields: Mapping[str, Shape], properties: Mapping[str, Value]) -> list[Problem]:
    """Every problem of a function's arguments."""
    return list(_named(fields, plain(properties), ""))


def _object(shape: Object, value: Mapping[str, Value], path: str) -> Iterator[Problem]:
    for name in sorted(shape.required - {name for name, item in value.items() if item is not None}):
        yield Problem(_join(path, name), "required, but missing")
    yield from _named(shape.fields, value, path)


def _named(fields: Mapping[str, Shape], value: Mapping[str, Value], path: str) -> Iterator[Problem]:
    for name, item in value.items():
        place = _join(path, name)
        if name.startswith("__"):
            continue
        if name not in fields:
            yield Problem(place, f"unknown property{_suggestion(name, fields)}")
        elif item is not None:
            yield from _value(fields[name], item, place)


def _value(shape: Shape, value: Value, path: str) -> Iterator[Problem]:
    match shape, value:
        case _, Unknown():
            return
        case Object(), Mapping():
            yield from _object(shape, value, path)
        case MapOf(), Mapping():
            yield from _items(shape.item, ((_join(path, key), item) for key, item in value.items()))
        case ListOf(), list():
            yield from _items(shape.item, ((f"{path}[{index}]", item) for index, item in enumerate(value)))
        case Scalar(), _ if _fits(shape.kind, value):
            return
        case OneOf(), _:
            yield from _choice(shape, value, path)
        case _:
            yield Problem(path, f"expected {_named_shape(shape)}, got {_named_value(value)}")


def _items(shape: Shape, items: Iterable[tuple[str, Value]]) -> Iterator[Problem]:
    for path, item in items:
        if item is not None:
            yield from _value(shape, item, path)


def _choice(shape: OneOf, value: Value, path: str) -> Iterator[Problem]:
    attempts = [list(_value(choice, value, path)) for choice in shape.choices]
    if all(attempts):
        yield from min(attempts, key=len)


def _fits(kind: Kind, value: Value) -> bool:
    if isinstance(value, bool):
        return kind in ("boolean", "any")
    return isinstance(value, _KINDS[kind])


def _join(path: str, name: str) -> str:
    if not name.replace("_", "").isalnum():
        return f'{path}["{name}"]'
    return f"{path}.{name}" if path else name


def _suggestion(name: str, fields: Mapping[str, Shape]) -> str:
    lowered = {field.lower(): field for field in fields}
    close = difflib.get_close_matches(name.lower().replace("_", ""), lowered, n=1)
    return f"; did you mean {lowered[close[0]]}?" if close else ""


def _named_shape(shape: Shape) -> str:
    match shape:
        case Scalar():
            return {"asset": "an asset or archive", "integer": "an integer", "any": "anything"}.get(
                shape.kind, f"a {shape.kind}"
            )
        case ListOf():
            return "a list"
        case MapOf():
            return "a map"
        case Object():
            return "an object"
        case OneOf():
            return " or ".join(_named_shape(choice) for choice in shape.choices)


def _named_value(value: Value) -> str:
    names = {bool: "a boolean", int: "a number", float: "a number", str: "a string", list: "a list"}
    return names.get(type(value), "an asset" if isinstance(value, Asset) else "an object")
