"""One emulator for the room, one served aws provider a module."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local import cloud
from local.providers.aws.package import PACKAGE as AWS
from local.providers.journal import Journal
from local.providers.randomness import PACKAGE as RANDOM
from tests.local.providers.engine import Engine, engine_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="package")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running emulator."""
    directory: Path = tmp_path_factory.mktemp("cloud")
    running = cloud.start(directory, only=("aws",))
    try:
        yield running.endpoint("aws")
    finally:
        cloud.stop(directory)


@pytest.fixture(scope="module")
def online(endpoint: str) -> Iterator[None]:
    """The environment in which the provider reaches the emulator."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", endpoint)
        patch.setenv("AWS_REGION", "us-east-1")
        yield


@pytest.fixture
def journal() -> Journal:
    return Journal()


@pytest.fixture
def aws(online: None, journal: Journal) -> Iterator[Engine]:
    with engine_for(AWS, journal) as engine:
        yield engine


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The aws provider without any endpoint."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    with engine_for(AWS) as engine:
        yield engine


@pytest.fixture
def random() -> Iterator[Engine]:
    with engine_for(RANDOM) as engine:
        yield engine
