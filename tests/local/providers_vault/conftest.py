"""The vault provider, served, configured for a real OpenBao."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from local.providers.journal import Journal
from local.providers.server import serving
from local.providers.vault.package import PACKAGE
from tests.local.providers.engine import Engine, attached
from tests.local.providers_vault.server import Bao, running

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, kw_only=True)
class Rig:
    """What a test needs: the engine's side and the server's."""

    engine: Engine
    bao: Bao
    port: int

    def settings(self, **more: Any) -> dict[str, Any]:
        """A provider's configuration."""
        return {"address": self.bao.address, "token": self.bao.token, **more}


@pytest.fixture(scope="package")
def bao(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bao]:
    """One server for all tests; each leaves it as it was found, or uses names of its own."""
    with running(tmp_path_factory.mktemp("bao")) as found:
        yield found


@pytest.fixture
def rig(bao: Bao, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    """Everything, started and configured; afterwards nothing is mounted that was not before."""
    for name in ("VAULT_ADDR", "VAULT_TOKEN", "VAULT_NAMESPACE", "VAULT_CACERT"):
        monkeypatch.delenv(name, raising=False)
    journal = Journal()
    before = {table: set(bao.call("GET", f"sys/{table}")["data"]) for table in ("mounts", "auth", "audit")}
    with serving({"vault": PACKAGE}, journal) as ports, attached(ports["vault"]) as engine:
        found = Rig(engine=engine, bao=bao, port=ports["vault"])
        engine.configure(**found.settings())
        yield found
    journal.close()
    for table, mounted in before.items():
        for path in set(bao.call("GET", f"sys/{table}")["data"]) - mounted:
            bao.call("DELETE", f"sys/{table}/{path}", expect=204)
