"""The stores under test, each against a real server that starts once for the room."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, cast

import pytest

from strongroom.stores.opening import open_store
from tests.stores.fixtures import aws_server, vault_server

if TYPE_CHECKING:
    from strongroom.stores.contract import Store
    from strongroom.stores.secrets_manager import SecretsManager
    from tests.stores import servers

__all__ = ["aws_server", "vault_server"]  # fixtures, for this room


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
