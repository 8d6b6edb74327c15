"""An emulator with the function deployed in it, for all tests of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.break_glass.people import World
from tests.stores import servers

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """People, key, table and function."""
    with servers.aws(tmp_path_factory.mktemp("aws")) as server:
        made = World(server.environment["AWS_ENDPOINT_URL"])
        made.prepare("vault.example.internal")
        yield made
