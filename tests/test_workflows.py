"""What every workflow of this repository holds to."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from local.cloud.paths import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORKFLOWS = sorted((PROJECT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*$")

every = pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)


def _steps(workflow: Path) -> Iterator[dict[str, Any]]:
    for job in yaml.safe_load(workflow.read_text())["jobs"].values():
        yield from job["steps"]


@every
def test_an_action_is_pinned_to_a_commit_and_says_its_version(workflow: Path) -> None:
    used = [line.strip().removeprefix("- ") for line in workflow.read_text().splitlines() if "uses:" in line]
    assert [line for line in used if not PINNED.fullmatch(line)] == []


@every
def test_a_script_is_valid_shell(workflow: Path) -> None:
    for step in _steps(workflow):
        if script := step.get("run"):
            subprocess.run(["bash", "-n"], input=script, text=True, check=True)


@every
def test_nothing_that_a_stranger_writes_is_put_into_a_script(workflow: Path) -> None:
    """An expression inside of `run` is pasted before the shell reads it; only the matrix, which is ours, may be."""
    for step in _steps(workflow):
        pasted = re.findall(r"\$\{\{\s*(.*?)\s*\}\}", step.get("run", ""))
        assert [one for one in pasted if not one.startswith("matrix.")] == []


@every
def test_a_workflow_may_do_nothing_that_a_job_does_not_ask_for(workflow: Path) -> None:
    assert yaml.safe_load(workflow.read_text())["permissions"] == {"contents": "read"}


@every
def test_a_checkout_leaves_no_token_behind(workflow: Path) -> None:
    checkouts = [step for step in _steps(workflow) if "actions/checkout" in step.get("uses", "")]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)
