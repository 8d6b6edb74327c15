"""The mirror's workflow: started by what the program announces, and without a credential of its own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / ".github" / "workflows" / "mirror.yml"


@pytest.fixture(scope="module")
def workflow() -> dict[Any, Any]:
    """The file, parsed; YAML reads its `on` as true."""
    found: dict[Any, Any] = yaml.safe_load(FILE.read_text())
    return found


def test_it_starts_at_what_a_finished_rotation_announces(workflow: dict[Any, Any]) -> None:
    announced = re.search(r'EVENT_TYPE = "(.+)"', (ROOT / "components" / "rotation" / "announcements.py").read_text())
    assert announced is not None
    assert workflow[True]["repository_dispatch"]["types"] == [announced.group(1)]


def test_it_keeps_no_credential(workflow: dict[Any, Any]) -> None:
    assert not re.search(r"\bsecrets\.", FILE.read_text())
    assert workflow["jobs"]["mirror"]["permissions"] == {"contents": "read", "id-token": "write"}


def test_what_people_and_events_say_never_becomes_a_part_of_a_script(workflow: dict[Any, Any]) -> None:
    scripts = [step["run"] for step in workflow["jobs"]["mirror"]["steps"] if "run" in step]
    assert not [script for script in scripts if "${{" in script]
