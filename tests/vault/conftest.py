"""Fixtures: one cluster of three for the tests that leave it whole, a bare rig for those that break things early."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.vault.rig import Rig, rig

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
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
