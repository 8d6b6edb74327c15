"""The rows of the aws tables name only what their types have."""

from __future__ import annotations

from typing import Final

import pytest

from local.providers.aws.package import PACKAGE
from local.providers.check import problems_of_fields
from local.providers.schema import function_arguments, schema_of

_EVERY: Final = pytest.mark.parametrize("token", sorted(PACKAGE.types))
_PREFIXES: Final = frozenset({"namePrefix", "bucketPrefix", "identifierPrefix", "statementIdPrefix", "region", "*"})


@_EVERY
def test_every_input_that_a_row_names_exists(token: str) -> None:
    row, fields = PACKAGE.types[token], schema_of(token).inputs.fields
    named = {*row.rules.replace_on, *row.rules.computed, *row.rules.documents, *row.rules.unordered, *row.defaults}
    named |= {*row.write_only, *row.rules.equivalent, *row.effect.afterwards}
    top = {name.partition(".")[0] for name in named} - _PREFIXES
    assert top <= fields.keys(), f"{token} has no {sorted(top - fields.keys())}"


@_EVERY
def test_every_output_that_a_row_names_exists(token: str) -> None:
    row, state = PACKAGE.types[token], schema_of(token).state
    assert {*row.unstable, *row.secret_outputs} - {"*"} <= state.keys()


@_EVERY
def test_defaults_have_the_sdks_types(token: str) -> None:
    row, fields = PACKAGE.types[token], schema_of(token).inputs.fields
    assert problems_of_fields(fields, row.defaults) == []


@_EVERY
def test_a_named_property_exists_and_is_optional(token: str) -> None:
    row, schema = PACKAGE.types[token], schema_of(token)
    if row.naming is not None:
        assert row.naming.property in schema.inputs.fields
        assert row.naming.property not in schema.inputs.required


@pytest.mark.parametrize("token", sorted(PACKAGE.functions))
def test_every_function_is_the_sdks(token: str) -> None:
    assert function_arguments(token) is not None
