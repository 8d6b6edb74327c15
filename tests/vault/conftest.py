"""Fixtures: one cluster of three for the tests that leave it whole, a bare rig for those that break things early."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import Command
from tests.vault.rig import SERVER_NAME, Rig, rig

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="package")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """Three nodes, started together and joined, with the KV engine mounted."""
    with rig(tmp_path_factory.mktemp("cluster")) as made:
        for host in made.boot(1, 2, 3):
            made.joined(host)
        made.deployer(made.leader()).sys.enable_secrets_engine("kv", path="secret", options={"version": "2"})
        yield made


@pytest.fixture
def bare(tmp_path: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """An emulator with everything that a cluster needs, and no machine yet."""
    with rig(tmp_path_factory.mktemp("bare")) as made:
        yield made


@pytest.fixture
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """Three nodes that nobody else uses."""
    with rig(tmp_path_factory.mktemp("three")) as made:
        for host in made.boot(1, 2, 3):
            made.joined(host)
        made.deployer(made.leader()).sys.enable_secrets_engine("kv", path="secret", options={"version": "2"})
        yield made


@pytest.fixture
def keeper(
    cluster: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Command:
    """The command as somebody who may sign with the operator key, and who knows one node of the cluster."""
    leader = cluster.leader()
    for name in ("AWS_PROFILE", "VAULT_TOKEN", "VAULT_NAMESPACE"):
        monkeypatch.delenv(name, raising=False)
    environment = {
        **cluster.emulator.environment,
        "STRONGROOM_CATALOGUE": str(tmp_path),
        "STRONGROOM_ENVIRONMENT": "local",
        "STRONGROOM_JOURNAL": str(tmp_path / "journal.jsonl"),
        "VAULT_ADDR": f"https://{leader.address}:8200",
        "VAULT_CACERT": str(cluster.authority()),
        "VAULT_TLS_SERVER_NAME": SERVER_NAME,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "NO_COLOR": "1",
    }
    return Command(environment, monkeypatch, capsysbinary, tmp_path / "journal.jsonl")
