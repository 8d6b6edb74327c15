"""A rotation by the deployed function: the four steps, who is told, and what an `up` does afterwards."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine import catalogues
from tests.waiting import wait_for

if TYPE_CHECKING:
    from tests.engine.local_stack import LocalStack

pytestmark = pytest.mark.real


def strongroom(stack: LocalStack, *arguments: str, given: str = "") -> str:
    """Run the command against the stack; `given` is its pipe."""
    environment = {
        **stack.cli.environment,
        "STRONGROOM_CATALOGUE": str(stack.catalogue),
        "STRONGROOM_JOURNAL": str(stack.directory / "journal.jsonl"),
    }
    command = [sys.executable, "-m", "strongroom", *arguments]
    done = subprocess.run(command, env=environment, input=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def dispatches(stack: LocalStack) -> list[Any]:
    with stack.github() as github:
        return list(github.get("/_dispatches").json()["dispatches"])


def standing(stack: LocalStack) -> str:
    """Where the delivery of the rotating entry stands."""
    listed = json.loads(strongroom(stack, "status", "--json"))["deliveries"]
    (found,) = [one["state"] for one in listed if one["path"] == catalogues.ROTATING]
    return str(found)


def arrived(stack: LocalStack) -> str:
    """SHA-256 of what GitHub has."""
    wanted = {"repository": catalogues.REPOSITORY, "environment": "production", "name": "SIGNING_KEY"}
    with stack.github() as github:
        return str(github.post("/_reveal", json=wanted).json()["sha256"])


def test_a_rotation_is_told_and_mirrored_and_an_up_after_it_changes_nothing(stack: LocalStack) -> None:
    stack.configuration["strongroom:rotation"] = {
        "announce": {"repository": catalogues.REPOSITORY},
    }
    stack.up()
    strongroom(stack, "rotation", "connect", given=stack.cli.environment["GITHUB_TOKEN"])
    before = stack.current(catalogues.ROTATING)
    strongroom(stack, "mirror", catalogues.ROTATING)
    assert standing(stack) == "complete"

    rotated = json.loads(strongroom(stack, "rotate", catalogues.ROTATING, "--yes", "--json"))
    after = stack.current(catalogues.ROTATING)
    assert after != before
    assert len(after) == len(before)
    assert standing(stack) == "stale"
    strongroom(stack, "mirror", catalogues.ROTATING)
    assert standing(stack) == "complete"
    assert arrived(stack) == hashlib.sha256(after.encode()).hexdigest()
    (row,) = json.loads(strongroom(stack, "rotation", "list", "--json"))
    assert (row["path"], row["standing"]) == (catalogues.ROTATING, "ok")

    wait_for(lambda: dispatches(stack), "the mirror was told", seconds=60)
    (told,) = dispatches(stack)
    assert (told["repository"], told["event_type"]) == (catalogues.REPOSITORY, "secret-rotated")
    assert told["client_payload"]["environment"] == "local"
    assert f":secret:local/{catalogues.ROTATING}-" in told["client_payload"]["secret"]

    stack.up("--expect-no-changes")
    stack.refresh()
    stack.up("--expect-no-changes")
    assert stack.current(catalogues.ROTATING) == after
    state = json.dumps(stack.export())
    assert after not in state
    assert stack.cli.environment["GITHUB_TOKEN"] not in state
    assert rotated["version"] in json.dumps(
        stack.aws("secretsmanager").describe_secret(SecretId=f"local/{catalogues.ROTATING}")["VersionIdsToStages"]
    )
