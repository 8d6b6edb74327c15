"""Property values as they travel between engine and provider.

A value is JSON-like, plus three things that JSON has no word for: `Secret` (a value to be kept encrypted),
`UNKNOWN` (known only after the update) and `Asset` (a file or an archive).
Source: "Property serialization" in Pulumi's protocol documentation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from google.protobuf import struct_pb2

Value: TypeAlias = Any
Properties: TypeAlias = Mapping[str, Value]

_KIND: Final = "4dabf18193072939515e22adb298388d"
_SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the protocol's mark for a secret, not one
_ASSET: Final = "c44067f5952c0a294b673a41bacd8c17"
_ARCHIVE: Final = "0def7320c3a5731c473e5ecbe6d01bc7"
_RESOURCE: Final = "5cf8f73096256a8f31e491e813e4eb8e"
_OUTPUT: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


class Unknown:
    """A value that is known only after the update."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


@dataclass(frozen=True)
class Secret:
    """A value that the engine keeps encrypted."""

    value: Value

    def __repr__(self) -> str:
        return "Secret(...)"


@dataclass(frozen=True, kw_only=True)
class Asset:
    """A file (text, path or uri) or an archive (assets, path or uri) with the engine's SHA-256 of its content."""

    archive: bool
    fields: Properties

    @property
    def hash(self) -> str:
        return str(self.fields.get("hash", ""))


def decode(struct: struct_pb2.Struct) -> dict[str, Value]:
    """Read a protobuf structure; whole numbers become int."""
    return {key: _decode(value) for key, value in struct.fields.items()}


def _decode(value: struct_pb2.Value) -> Value:
    match value.WhichOneof("kind"):
        case "struct_value":
            return _decode_object(value.struct_value)
        case "list_value":
            return [_decode(item) for item in value.list_value.values]
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "string_value":
            return UNKNOWN if value.string_value == _UNKNOWN else value.string_value
        case "bool_value":
            return value.bool_value
        case _:
            return None


def _decode_object(struct: struct_pb2.Struct) -> Value:
    fields = {key: _decode(value) for key, value in struct.fields.items()}
    match fields.pop(_KIND, None):
        case None:
            return fields
        case kind if kind == _SECRET:
            return Secret(fields.get("value"))
        case kind if kind in (_ASSET, _ARCHIVE):
            return Asset(archive=kind == _ARCHIVE, fields=fields)
        case kind if kind == _OUTPUT:
            inner = fields.get("value", UNKNOWN)
            return Secret(inner) if fields.get("secret") else inner
        case kind if kind == _RESOURCE:
            return fields.get("id") or fields.get("urn")
        case _:
            return fields


def encode(properties: Properties) -> struct_pb2.Struct:
    """Write properties as a protobuf structure."""
    return struct_pb2.Struct(fields={key: _encode(value) for key, value in properties.items()})


def _encode(value: Value) -> struct_pb2.Value:
    match value:
        case None:
            return struct_pb2.Value(null_value=struct_pb2.NULL_VALUE)
        case Secret():
            return _encode({_KIND: _SECRET, "value": value.value})
        case Unknown():
            return struct_pb2.Value(string_value=_UNKNOWN)
        case Asset():
            return _encode({_KIND: _ARCHIVE if value.archive else _ASSET, **value.fields})
        case bool():
            return struct_pb2.Value(bool_value=value)
        case int() | float():
            return struct_pb2.Value(number_value=value)
        case str():
            return struct_pb2.Value(string_value=value)
        case Mapping():
            return struct_pb2.Value(struct_value=encode(value))
        case Sequence():
            return struct_pb2.Value(list_value=struct_pb2.ListValue(values=[_encode(item) for item in value]))
        case _:
            raise TypeError(f"a {type(value).__name__} has no form in the provider protocol")


def plain(value: Value) -> Value:
    """The value with every `Secret` taken off."""
    match value:
        case Secret():
            return plain(value.value)
        case Mapping():
            return {key: plain(item) for key, item in value.items()}
        case list():
            return [plain(item) for item in value]
        case _:
            return value


def concealed(value: Value) -> bool:
    """Whether a secret is anywhere in the value."""
    return any(isinstance(item, Secret) for item in _walk(value))


def undetermined(value: Value) -> bool:
    """Whether an unknown is anywhere in the value."""
    return any(isinstance(item, Unknown) for item in _walk(plain(value)))


def secret_texts(value: Value) -> set[str]:
    """Every text that stands inside a secret: what no message may repeat."""
    secrets = [item for item in _walk(value) if isinstance(item, Secret)]
    return {text for secret in secrets for text in _walk(plain(secret)) if isinstance(text, str) and text}


def unwritable(value: Value) -> bool:
    """Whether a secret or a file is anywhere in the value: what is never written down."""
    return any(isinstance(item, Secret | Asset) for item in _walk(value))


def known(properties: Properties) -> dict[str, Value]:
    """The properties that are set: nulls are the protocol's way to say "absent"."""
    return {key: value for key, value in properties.items() if plain(value) is not None}


def same_document(left: Value, right: Value) -> bool:
    """Whether two texts are the same JSON document, whatever its white space and the order of its keys."""
    if left == right:
        return True
    if not isinstance(left, str) or not isinstance(right, str):
        return False
    try:
        return bool(json.loads(left) == json.loads(right))
    except ValueError:
        return False


def secret_like(value: Value, inputs: Value) -> Value:
    """Mark as secret whatever stands where the inputs hold a secret; a list with one in it is secret as a whole."""
    if not concealed(inputs):
        return value
    if isinstance(inputs, Mapping) and isinstance(value, Mapping):
        return {key: secret_like(item, inputs.get(key)) for key, item in value.items()}
    return value if isinstance(value, Secret) else Secret(plain(value))


def _walk(value: Value) -> Iterator[Value]:
    yield value
    match value:
        case Secret():
            yield from _walk(value.value)
        case Mapping():
            for item in value.values():
                yield from _walk(item)
        case list():
            for item in value:
                yield from _walk(item)
        case _:
            return
