"""How rules are found."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from policy import registry

ROOT = Path(registry.__file__).parent.parent
A_RULE = """
from policy.rule import Finding, Rule, Severity

def check(resource):
    yield Finding("", "it is there")

RULE = Rule(
    id="{id}", title="A thing that is new is found", why="x", remedy="y", severity=Severity.LOW,
    applies_to=("other:index:Thing",), check=check,
)
"""


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The pack in another place, with nothing but what it needs beside it."""
    for name in ("policy", "strongroom"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def load_in(folder: Path) -> subprocess.CompletedProcess[str]:
    code = "from policy import registry; print([rule.id for rule in registry.load()])"
    return subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)


def test_a_file_with_a_rule_is_found_wherever_it_lies_below_rules(copied: Path) -> None:
    (copied / "policy/rules/brand_new.py").write_text(A_RULE.format(id="brand-new"))
    (copied / "policy/rules/aws/brand_newer.py").write_text(A_RULE.format(id="brand-newer"))
    out = load_in(copied).stdout
    assert "'brand-new'" in out
    assert "'brand-newer'" in out


def test_a_second_rule_of_the_same_id_is_refused_with_its_file(copied: Path) -> None:
    (copied / "policy/rules/aws/again.py").write_text(A_RULE.format(id="kms-rotation"))
    err = load_in(copied).stderr
    assert 'policy/rules/aws/kms_rotation.py: a second rule "kms-rotation"' in err


def test_a_file_without_a_rule_is_refused_with_every_other_mistake(copied: Path) -> None:
    (copied / "policy/rules/aws/nothing.py").write_text("X = 1\n")
    (copied / "policy/rules/aws/again.py").write_text(A_RULE.format(id="kms-rotation"))
    err = load_in(copied).stderr
    assert "policy/rules/aws/nothing.py: no RULE" in err
    assert 'a second rule "kms-rotation"' in err


def test_ids_say_what_a_file_demands_and_are_fit_for_the_engine() -> None:
    wrong = [
        rule.id for rule in registry.load() if not rule.id.replace("-", "").isalnum() or rule.id != rule.id.lower()
    ]
    assert wrong == []
