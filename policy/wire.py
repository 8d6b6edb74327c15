"""From the engine's wire format to `Value`, with secret and unknown kept leaf by leaf.

The format marks special values by a map with a signature (source: sdk/go/common/resource/properties.go and
sdk/python/lib/pulumi/runtime/rpc.py of the engine). What is not recognised is kept as the map that it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.values import Value, child_path, element_path

if TYPE_CHECKING:
    from google.protobuf import struct_pb2

_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the engine's marker, not a secret
_BLINDED = "[secret]"  # what `policy analyze` puts in the place of a state's encrypted values
_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_ASSET = "c44067f5952c0a294b673a41bacd8c17"
_ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"
_RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"

# One for each kind of value: boolean, number, string, array, asset, archive, object.
_UNKNOWN = frozenset(
    {
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)


def decode(properties: struct_pb2.Struct) -> Value:
    """All properties of a resource as one tree."""
    return _mapping(properties, "", secret=False)


def _mapping(struct: struct_pb2.Struct, path: str, *, secret: bool) -> Value:
    fields = struct.fields
    entries = {key: _value(fields[key], child_path(path, key), secret=secret) for key in fields}
    return Value(path, entries, secret=secret)


def _value(value: struct_pb2.Value, path: str, *, secret: bool) -> Value:
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        text = value.string_value
        if text in _UNKNOWN:
            return Value(path, secret=secret, unknown=True)
        return Value(path, text, secret=secret)
    if kind == "bool_value":
        return Value(path, value.bool_value, secret=secret)
    if kind == "number_value":
        return Value(path, value.number_value, secret=secret)
    if kind == "list_value":
        elements = value.list_value.values
        return Value(
            path,
            tuple(_value(element, element_path(path, i), secret=secret) for i, element in enumerate(elements)),
            secret=secret,
        )
    if kind == "struct_value":
        return _special(value.struct_value, path, secret=secret)
    return Value(path, None, secret=secret)


def _special(struct: struct_pb2.Struct, path: str, *, secret: bool) -> Value:
    fields = struct.fields
    signature = fields[_SIGNATURE].string_value if _SIGNATURE in fields else None
    if signature == _SECRET:
        if "value" in fields and fields["value"].string_value != _BLINDED:
            return _value(fields["value"], path, secret=True)
        return Value(path, secret=True, unknown=True)
    if signature == _OUTPUT:
        marked = secret or ("secret" in fields and fields["secret"].bool_value)
        if "value" in fields:
            return _value(fields["value"], path, secret=marked)
        return Value(path, secret=marked, unknown=True)
    if signature in (_ASSET, _ARCHIVE):
        return _asset(struct, path, secret=secret)
    if signature == _RESOURCE:
        return Value(path, fields["urn"].string_value if "urn" in fields else None, secret=secret)
    return _mapping(struct, path, secret=secret)


def _asset(struct: struct_pb2.Struct, path: str, *, secret: bool) -> Value:
    """An asset is its text, or the file that it points to; an archive is the assets in it."""
    fields = struct.fields
    if "text" in fields:
        return _value(fields["text"], child_path(path, "text"), secret=secret)
    if "assets" in fields:
        inner = fields["assets"].struct_value
        entries = {key: _value(inner.fields[key], child_path(path, key), secret=secret) for key in inner.fields}
        return Value(path, entries, secret=secret)
    file = fields["path"].string_value if "path" in fields else None
    return Value(path, None, secret=secret, file=file)
