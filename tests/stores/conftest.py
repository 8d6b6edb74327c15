"""The stores under test, each against a real server that starts once a session."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, cast

import pytest

from strongroom.stores.opening import open_store
from tests.stores import servers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.stores.contract import Store
    from strongroom.stores.secrets_manager import SecretsManager


@pytest.fixture(scope="package")
def aws_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    """The AWS emulator."""
    with servers.aws(tmp_path_factory.mktemp("aws")) as server:
        yield server


@pytest.fixture(scope="package")
def vault_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    """OpenBao."""
    with servers.vault(tmp_path_factory.mktemp("vault")) as server:
        yield server


@pytest.fixture
def secrets_manager(aws_server: servers.Server, monkeypatch: pytest.MonkeyPatch) -> SecretsManager:
    """Secrets Manager, opened for the local environment."""
    for name, value in aws_server.environment.items():
        monkeypatch.setenv(name, value)
    return cast("SecretsManager", open_store("secrets-manager", "local"))


@pytest.fixture
def vault(vault_server: servers.Server, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Vault, opened for the local environment."""
    for name, value in vault_server.environment.items():
        monkeypatch.setenv(name, value)
    return open_store("vault", "local")


@pytest.fixture(params=["secrets_manager", "vault"])
def store(request: pytest.FixtureRequest) -> Store:
    """Every store in turn: what holds for one holds for all."""
    return cast("Store", request.getfixturevalue(request.param))


@pytest.fixture
def path(store: Store) -> str:
    """An entry that has its container and no value yet."""
    path = f"project/tests/{uuid.uuid4().hex}"
    store.create(path, description="An entry of the tests", tags={})
    return path
