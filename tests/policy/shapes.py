"""Inputs of any SDK type: made up by hypothesis, or held against the SDK's own classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from hypothesis import strategies as st

from local.providers.schema import (
    ListOf,
    MapOf,
    Object,
    OneOf,
    Scalar,
    Shape,
    UnknownTypeError,
    provider_schema,
    schema_of,
)
from tests.policy.engine_side import UNKNOWN, Secret

_DEEPEST = 4
_TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "true",
            "false",
            "0",
            "HTTP",
            "HTTPS",
            "*",
            "production",
            '{"Statement": [{"Effect": "Allow", "Action": "*"}]}',
            '{"Statement": {"Effect": "Allow", "Principal": {"AWS": ["*"]}, "Condition": {"x": 1}}}',
            '{"Statement": ["x", 1, null, {"Condition": {"StringEquals": {"a": null}}}]}',
            '["x"]',
            "rate(1 days)",
            "postgres16",
            'path "x" { capabilities = ["read"] }',
        ]
    ),
)
_SCALARS: Mapping[str, st.SearchStrategy[object]] = {
    "string": _TEXTS,
    "integer": st.integers(-(2**53), 2**53),
    "number": st.floats(allow_nan=False, allow_infinity=False),
    "boolean": st.booleans(),
    "asset": st.just({"4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", "text": "x"}),
    "any": st.one_of(_TEXTS, st.integers(0, 9), st.booleans(), st.none()),
}
_WRONG = st.one_of(
    st.none(),
    st.integers(0, 3),
    st.booleans(),
    st.lists(_TEXTS, max_size=2),
    st.dictionaries(_TEXTS, _TEXTS, max_size=2),
)


@cache
def inputs_of(token: str) -> st.SearchStrategy[dict[str, object]]:
    """Inputs for a type: each property of its shape, absent, unknown, secret, or of another shape altogether."""
    return _object(shape_of(token), _DEEPEST)


def shape_of(token: str) -> Object:
    """The SDK's class for the arguments of a resource or a provider."""
    if token.startswith("pulumi:providers:"):
        return provider_schema(token.rpartition(":")[2])
    return schema_of(token).inputs


def strange(token: str, inputs: object) -> Iterator[str]:
    """The properties in some inputs that the SDK does not know."""
    try:
        yield from _strange(shape_of(token), inputs, token)
    except UnknownTypeError:
        yield f"{token}: no such type"


def _object(shape: Object, depth: int) -> st.SearchStrategy[dict[str, object]]:
    fields = {name: _marked(_value(inner, depth - 1)) for name, inner in shape.fields.items()} if depth else {}
    return st.fixed_dictionaries({}, optional=fields)


def _marked(plain: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.one_of(plain, plain.map(Secret), st.just(UNKNOWN), st.just(Secret(UNKNOWN)), _WRONG)


def _value(shape: Shape, depth: int) -> st.SearchStrategy[object]:
    if isinstance(shape, Scalar):
        return _SCALARS[shape.kind]
    if isinstance(shape, ListOf):
        return st.lists(_marked(_value(shape.item, depth)), max_size=2)
    if isinstance(shape, MapOf):
        return st.dictionaries(_TEXTS, _marked(_value(shape.item, depth)), max_size=2)
    if isinstance(shape, OneOf):
        return st.one_of([_value(choice, depth) for choice in shape.choices])
    return _object(shape, max(depth, 0))


def _strange(shape: Shape, value: Any, place: str) -> Iterator[str]:
    if isinstance(value, Secret):
        value = value.value
    if isinstance(shape, OneOf):
        answers = [list(_strange(choice, value, place)) for choice in shape.choices]
        yield from min(answers, key=len, default=[])
    elif isinstance(shape, Object) and isinstance(value, Mapping):
        for key, inner in value.items():
            if key in shape.fields:
                yield from _strange(shape.fields[key], inner, f"{place}.{key}")
            else:
                yield f"{place}.{key}"
    elif isinstance(shape, ListOf) and isinstance(value, list | tuple):
        for inner in value:
            yield from _strange(shape.item, inner, place)
