"""docs/catalogue.md names every field, kind and strategy there is, and its whole file is right."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from strongroom.catalogue.checks import CHECKS
from strongroom.catalogue.destination import KINDS
from strongroom.catalogue.rotation import Strategy
from strongroom.catalogue.secret import KIND_OF_TYPE
from strongroom.catalogue.workspace import Workspace
from tests.catalogue.files import problems, write

TEXT = (Path(__file__).parents[2] / "docs" / "catalogue.md").read_text()
NAMED = {name for code in re.findall(r"`([^`\n]+)`", TEXT) for name in re.findall(r"[a-z][a-z_-]*", code)}


def models(start: type[BaseModel]) -> list[type[BaseModel]]:
    """A model and every model in it."""
    found: dict[type[BaseModel], None] = {start: None}
    pending: list[Any] = [start]
    while pending:
        part = pending.pop()
        if isinstance(part, type) and get_origin(part) is None and issubclass(part, BaseModel):
            found[part] = None
            pending += [field.annotation for field in part.model_fields.values() if field.annotation not in found]
        else:
            pending += get_args(part)
    return list(found)


@pytest.mark.parametrize("model", models(Workspace), ids=lambda model: model.__name__)
def test_every_field_that_people_can_write_is_named(model: type[BaseModel]) -> None:
    assert set(model.model_fields) - NAMED == set()


def test_every_kind_is_named() -> None:
    kinds = {*KINDS, *CHECKS, *KIND_OF_TYPE, *get_args(Strategy)}
    assert kinds - NAMED == set()


def test_the_whole_file_is_right(tmp_path: Path) -> None:
    [example] = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    assert problems(write(tmp_path, shop=example)) == []
