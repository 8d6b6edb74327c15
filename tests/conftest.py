"""What holds for every test."""

from __future__ import annotations

import os
import signal
from functools import cache
from typing import TYPE_CHECKING, Any

import botocore.session
import httpx
import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]  # xdist has no types

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

    from xdist.remote import Producer  # type: ignore[import-untyped]  # the same

# A busy machine makes no example wrong, so none is timed.
settings.register_profile("strongroom", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("strongroom")

# A shell starts what it runs in the background deaf to Ctrl-C, and every process that a test starts would be so too.
signal.signal(signal.SIGINT, signal.default_int_handler)

_LONGEST = ("tests/engine/", "tests/vault/", "tests/local/providers/test_program.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: no process is left alone with a file of minutes at the end."""
    real = {item.path for item in items if item.get_closest_marker("real")}
    items.sort(key=lambda item: (not item.nodeid.startswith(_LONGEST), item.path not in real))


class ByFile(LoadFileScheduling):  # type: ignore[misc]  # the same
    """Files go to whichever process is free, but those that share Vault's three nodes go to one: they boot slowly."""

    def _split_scope(self, nodeid: str) -> str:
        return "tests/vault" if nodeid.startswith("tests/vault/") else str(super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile | None:
    """Divide the tests among the processes, where that is by file."""
    return ByFile(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.fixture(scope="session", autouse=True)
def _read_once() -> Iterator[None]:
    """Let the clients of one process share what each reads from the disk: a third of the time of many a test."""
    made = cache(httpx.create_ssl_context)

    def authorities(verify: Any = True, cert: Any = None, trust_env: bool = True) -> ssl.SSLContext:
        named = trust_env and (os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR"))
        make = made if verify is True and cert is None and not named else httpx.create_ssl_context
        return make(verify, cert, trust_env)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("httpx._transports.default.create_ssl_context", authorities)
        patch.setattr("botocore.session.create_loader", cache(botocore.session.create_loader))
        yield
