"""The schema for editors is the committed one, takes every file of ours and refuses what can be seen while typing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from strongroom.catalogue import schema
from tests.catalogue.files import HEAD, entry

if TYPE_CHECKING:
    from pathlib import Path

OURS = sorted(schema.FILE.parent.glob("*.yaml"))


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    """A validator of the committed schema."""
    Draft202012Validator.check_schema(schema.schema())
    return Draft202012Validator(schema.schema())


def _plain(text: str) -> Any:
    """A file as an editor sees it: dates are text, as JSON has none."""
    return _without_dates(yaml.safe_load(text))


def _without_dates(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_dates(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_without_dates(value) for value in data]
    return data.isoformat() if hasattr(data, "isoformat") else data


def test_the_committed_schema_is_current() -> None:
    assert schema.FILE.read_text() == schema.text(), "run: python -m strongroom.catalogue.schema"


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.name)
def test_every_file_of_ours_is_right_under_the_schema(file: Path, validator: Draft202012Validator) -> None:
    assert [error.message for error in validator.iter_errors(_plain(file.read_text()))] == []


@pytest.mark.parametrize("file", OURS, ids=lambda file: file.name)
def test_every_file_of_ours_names_the_schema(file: Path) -> None:
    assert file.read_text().startswith("# yaml-language-server: $schema=schema.json\n")


@pytest.mark.parametrize(
    "wrong",
    [
        entry(desription="x"),
        entry(type="apikey"),
        entry(description=None),
        entry(rotation="{days: 0, strategy: manual}"),
        entry(rotation="{days: 30, strategy: randm}"),
        entry(source="{origin: genrated}"),
        entry(destinations="[{to: fly, ap: shop}]"),
        entry(destinations="[{alias: X}]"),
        entry(checks="[{start_with: x}]"),
        entry(environments="[prod]"),
        entry(workspace="team"),
    ],
)
def test_an_editor_marks_what_can_be_seen_while_typing(wrong: str, validator: Draft202012Validator) -> None:
    assert list(validator.iter_errors(_plain(HEAD + wrong)))


def test_an_editor_takes_places_by_name_with_fields_and_defaults(validator: Draft202012Validator) -> None:
    right = entry(destinations="[site, {to: site, alias: X}]", checks="[{starts_with: a}, {starts_with: [a, b]}]")
    assert list(validator.iter_errors(_plain(HEAD + right))) == []
