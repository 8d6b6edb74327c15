"""Real servers, once a session: the emulator's Secrets Manager, PostgreSQL, Redis; Atlas's and SendGrid's stand-ins."""

from __future__ import annotations

import logging
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from local.servers import certificates, postgres, redis
from rotation import telemetry
from tests.rotation import in_process, stand_ins
from tests.rotation.worlds import Servers, World, make
from tests.stores import servers as stores

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class _Stdout:
    """Standard output as it is at the moment, as a new process would have it: the logger keeps its stream for ever."""

    def write(self, text: str) -> int:
        return sys.stdout.write(text)

    def flush(self) -> None:
        sys.stdout.flush()


@pytest.fixture(scope="session", autouse=True)
def _log_to_standard_output() -> None:
    for handler in telemetry.logger.handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(_Stdout())


@pytest.fixture(scope="package")
def _no_system_authorities(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The system trusts an authority that nobody has: each server here is verified by its own.

    redis-py reads the system's authorities for every connection: 60 ms with all of them, most of these tests' time.
    """
    directory = tmp_path_factory.mktemp("authorities")
    (directory / "nobodys.pem").write_text(certificates.for_loopback().authority)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(directory / "nobodys.pem"))
        patch.setenv("SSL_CERT_DIR", str(directory))
        yield


@pytest.fixture(scope="package")
def servers(tmp_path_factory: pytest.TempPathFactory, _no_system_authorities: None) -> Iterator[Servers]:
    """All of them."""
    atlas, sendgrid = stand_ins.Atlas(), stand_ins.SendGrid()
    with (
        stores.aws(tmp_path_factory.mktemp("aws")) as aws,
        postgres() as postgres_server,
        redis() as redis_server,
        stand_ins.serving(atlas.application) as atlas.url,
        stand_ins.serving(sendgrid.application) as sendgrid.url,
    ):
        yield Servers(stores.secrets_client(aws.url), postgres_server, redis_server, atlas, sendgrid)


@pytest.fixture(scope="package")
def quick(servers: Servers) -> Servers:
    """The same, with the emulator's Secrets Manager in this process: for thousands of calls."""
    return replace(servers, client=in_process.secrets_client())


@pytest.fixture
def world(servers: Servers) -> Callable[[str], World]:
    """Makes a world of a strategy."""
    return lambda name: make(name, servers)
