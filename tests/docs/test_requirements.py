"""docs/requirements.md has every number once, and what it names is there."""

from __future__ import annotations

import re
import tomllib
from functools import cache

import pytest
import typer.main

from local.cloud.paths import PROJECT
from strongroom.cli.app import app

TEXT = (PROJECT / "docs" / "requirements.md").read_text()
LINES = {0: 4, 1: 18, 2: 13, 3: 12, 4: 21, 5: 10}  # so many numbers has each part
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in TEXT.splitlines()
    if line.startswith("|") and "`tests/" in line
]
CODE = re.compile(r"`([^`]+)`")
TEST = re.compile(r"(?:async )?def (test_\w+)")


def cells(position: int) -> set[str]:
    """What stands in code in one of the last columns of any row."""
    return {code for row in ROWS for code in CODE.findall(row[position])}


@cache
def defined_in(file: str) -> set[str]:
    """The names of a file's tests; none where there is no such file."""
    path = PROJECT / file
    return set(TEST.findall(path.read_text())) if path.is_file() else set()


def test_every_number_is_there_once_and_in_order() -> None:
    found = re.findall(r"^\| (\d+\.\d+) \|", TEXT, re.MULTILINE)
    assert found == [f"{part}.{number}" for part, most in LINES.items() for number in range(1, most + 1)]


def test_every_row_says_what_where_and_by_which_test() -> None:
    numbered = [row for row in ROWS if re.fullmatch(r"\d+\.\d+", row[0])]
    assert len(numbered) == sum(LINES.values())
    assert [row for row in ROWS if not CODE.search(row[-2]) or not CODE.search(row[-1])] == []


def test_every_test_that_is_named_exists() -> None:
    named = [one.partition("::") for one in sorted(cells(-1))]
    assert [f"{file}::{test}" for file, _, test in named if test not in defined_in(file)] == []


def test_every_place_that_is_named_exists() -> None:
    places = {one for one in cells(-2) if not one.startswith("strongroom ")}
    assert sorted(one for one in places if not (PROJECT / one).exists()) == []


@pytest.mark.parametrize("command", sorted(one for one in cells(-2) if one.startswith("strongroom ")))
def test_every_command_that_is_named_exists(command: str) -> None:
    found = typer.main.get_command(app)
    for word in command.split()[1:]:
        found = getattr(found, "commands", {})[word]


def test_the_program_has_its_parts_and_its_packages() -> None:
    """Requirements 0.1 and 0.2."""
    parts = ("__main__.py", "Pulumi.yaml", "Pulumi.staging.yaml", "Pulumi.production.yaml")
    assert [one for one in parts if not (PROJECT / one).is_file()] == []
    assert [one for one in ("components", "policy", "tests") if not (PROJECT / one).is_dir()] == []
    groups = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    program = {one.partition("==")[0] for one in groups["program"]}
    assert {"pulumi", "pulumi-aws", "pulumi-vault", "pulumi-github", "pulumi-random"} <= program
    assert "pytest" in groups["test"]
