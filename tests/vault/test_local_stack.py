"""In the shell of the local cloud, `strongroom vault` looks after the cluster that `pulumi up` made (soak)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from local import cloud
from local.cloud.paths import PROJECT
from tests.engine.local_stack import started, vault_of_the_local_stack
from tests.vault.emulator import eventually
from tests.vault.test_cluster import TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.engine.local_stack import LocalStack

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not os.environ.get("STRONGROOM_SOAK"), reason="minutes long; STRONGROOM_SOAK=1 runs it"),
]


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[LocalStack]:
    """A started cloud whose program has the local stack's Vault in it."""
    with started(tmp_path, vault_of_the_local_stack()) as made:
        yield made


def test_a_person_in_the_local_shell_sees_snapshots_and_drills_the_cluster_that_up_made(
    stack: LocalStack, tmp_path: Path
) -> None:
    stack.up()
    environment = {
        **cloud.Cloud.load(stack.directory).environment(inherit=True, engine=False),
        "STRONGROOM_CATALOGUE": str(stack.catalogue),
        "STRONGROOM_JOURNAL": str(tmp_path / "journal.jsonl"),
    }
    assert _run(environment, "status")["problems"] == ["it has no snapshot; take one: strongroom vault snapshot"]
    stored = _run(environment, "snapshot")
    assert stored["place"].startswith("s3://strongroom-local-vault-snapshots-000000000000/")
    assert eventually(lambda: _run(environment, "status")["healthy"], what="a healthy cluster")
    assert _run(environment, "status")["failure_tolerance"] == 1
    assert _run(environment, "drill")["snapshot"] == stored["place"]
    exported = json.dumps(stack.export()).encode()
    assert TOKEN.search(exported) is None
    assert b"PRIVATE KEY" not in exported


def _run(environment: dict[str, str], command: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "strongroom", "vault", command, "--json"],
        env=environment,
        cwd=PROJECT,
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found
