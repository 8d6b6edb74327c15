"""The engine keeps a stack's state in what bootstrap made: encrypted by its key, and locked while somebody deploys."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from local import engine as engines

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bootstrap.conftest import Project

pytestmark = pytest.mark.real


def deploying(project: Project, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One command of the engine, by whoever deploys."""
    environment = {
        **os.environ,
        **project.command.environment,
        "PATH": f"{engines.ensure().bin}{os.pathsep}{os.environ['PATH']}",
        "AWS_ENDPOINT_URL": project.proxy.target,
        "PULUMI_HOME": str(home),
        "PULUMI_BACKEND_URL": f"s3://{project.bucket}?region=us-east-1&s3ForcePathStyle=true",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }
    command = ["pulumi", *arguments, "--stack", "local", "--non-interactive"]
    return subprocess.run(
        command,
        cwd=project.folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_two_who_deploy_at_once_do_not_meet_and_what_a_killed_run_left_is_told(
    project: Project, tmp_path: Path
) -> None:
    """Requirement 4.3: the lock of one run, as it lay in the bucket, keeps the next one out until it is cancelled."""
    assert project("--yes").code == 0
    (project.folder / "Pulumi.yaml").write_text("name: shop\nruntime: python\ndescription: A shop's infrastructure\n")
    provider = "awskms://alias/strongroom-local-state?region=us-east-1"
    made = deploying(project, tmp_path / "pulumi", "stack", "init", "--secrets-provider", provider)
    assert made.returncode == 0, made.stderr
    destroy = ("destroy", "--yes", "--skip-preview")
    first = deploying(project, tmp_path / "pulumi", *destroy)
    assert first.returncode == 0, first.stdout + first.stderr
    s3 = project.aws("s3")
    seen = s3.list_object_versions(Bucket=project.bucket, Prefix=".pulumi/locks/")
    locks = {one["Key"]: one["VersionId"] for one in seen["Versions"]}
    assert locks, "the run had locked"
    assert {one["Key"] for one in seen["DeleteMarkers"] if one["IsLatest"]} == set(locks), "and let go at its end"
    for key, version in locks.items():
        body = s3.get_object(Bucket=project.bucket, Key=key, VersionId=version)["Body"].read()
        s3.put_object(Bucket=project.bucket, Key=key, Body=body)
    second = deploying(project, tmp_path / "pulumi", *destroy)
    assert second.returncode != 0
    assert "the stack is currently locked by" in second.stdout + second.stderr
    assert deploying(project, tmp_path / "pulumi", "cancel", "--yes").returncode == 0
    assert deploying(project, tmp_path / "pulumi", *destroy).returncode == 0
