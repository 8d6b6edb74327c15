"""The servers of both stores as fixtures; a room's conftest that imports them has servers of its own, until its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.stores import servers

if TYPE_CHECKING:
    from collections.abc import Iterator


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
