"""With a second region: applied twice, snapshots copied, and one opened there by a replicated key (soak)."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from local import cloud
from local.cloud.paths import PROJECT
from tests.engine.local_stack import started, vault_of_the_local_stack
from tests.soak import soak

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.engine.local_stack import LocalStack

pytestmark = [pytest.mark.real, soak]
REGION = "us-west-2"
COPIES = "strongroom-local-vault-copies-000000000000"


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[LocalStack]:
    """A started cloud whose program has a Vault with a second region in it."""
    configuration = vault_of_the_local_stack()
    configuration["strongroom:vault"]["secondRegion"] = {"name": REGION}
    with started(tmp_path, configuration) as made:
        yield made


def test_a_lost_region_s_snapshot_is_opened_in_the_second_with_nothing_of_the_first(
    stack: LocalStack, tmp_path: Path
) -> None:
    stack.up()
    stack.up("--expect-no-changes")
    environment = {
        **cloud.Cloud.load(stack.directory).environment(inherit=True, engine=False),
        "STRONGROOM_CATALOGUE": str(stack.catalogue),
        "STRONGROOM_JOURNAL": str(tmp_path / "journal.jsonl"),
    }
    before = _run(environment, "status", "--copies", REGION)
    assert before["copies"] == {"region": REGION, "newest": None}
    assert any("no copy" in problem for problem in before["problems"])
    stored = _run(environment, "snapshot")
    key = stored["place"].partition("/snapshots/")[2]
    after = _run(environment, "status", "--copies", REGION)
    assert after["copies"]["newest"]["key"] == f"snapshots/{key}"
    assert _shares_elsewhere(stack) == 5
    _lose(stack)
    drilled = _run({**environment, "AWS_REGION": REGION}, "drill", "--copies", REGION)
    assert drilled["snapshot"] == f"s3://{COPIES}/snapshots/{key}"
    assert drilled["canary_written"] <= drilled["taken"]


def _shares_elsewhere(stack: LocalStack) -> int:
    """How many recovery shares are in the second region, as they are in the first, under the same policy."""
    entries = stack.aws("secretsmanager")
    there = stack.aws("secretsmanager", REGION)
    same = 0
    for number in range(1, 6):
        name = {"SecretId": f"local/vault/recovery-share-{number}"}
        current = {**name, "VersionStage": "AWSCURRENT"}
        assert there.get_secret_value(**current)["VersionId"] == entries.get_secret_value(**current)["VersionId"]
        same += (
            there.get_resource_policy(**name)["ResourcePolicy"] == entries.get_resource_policy(**name)["ResourcePolicy"]
        )
    return same


def _lose(stack: LocalStack) -> None:
    """The first region's keys open and sign nothing any more."""
    kms = stack.aws("kms")
    for purpose in ("seal", "operator"):
        found = kms.describe_key(KeyId=f"alias/strongroom-local-vault-{purpose}")["KeyMetadata"]
        assert found["MultiRegionConfiguration"]["ReplicaKeys"][0]["Region"] == REGION
        kms.disable_key(KeyId=found["KeyId"])


def _run(environment: dict[str, str], command: str, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "strongroom", "vault", command, *arguments, "--json"],
        env=environment,
        cwd=PROJECT,
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found
