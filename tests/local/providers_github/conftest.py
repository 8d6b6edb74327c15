"""The github provider, served, configured for `occ`, against a stand-in behind a socket."""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from local.github.application import StandIn
from local.github.model import World as Everything
from local.github.seeds import Seed
from local.providers.github.package import PACKAGE
from local.providers.journal import Journal
from local.providers.server import serving
from tests.local.github.conftest import Site
from tests.local.github.serving import served
from tests.local.providers.engine import Engine, attached

if TYPE_CHECKING:
    from collections.abc import Iterator

SEED = Seed.model_validate(
    {
        "repositories": ["occ/site", "occ/other", "consilio/site"],
        "users": ["ada"],
        "teams": [{"organisation": "occ", "slug": "platform", "members": ["ada"]}],
    }
)


@dataclass(frozen=True, kw_only=True)
class World:
    """What a test needs: the engine's side, GitHub's side, and how to attach once more."""

    engine: Engine
    site: Site
    address: str
    token: str
    port: int
    journal: Journal

    def settings(self, owner: str = "occ") -> dict[str, Any]:
        """A provider's configuration for one owner, without waiting."""
        return {
            "baseUrl": self.address,
            "token": self.token,
            "owner": owner,
            "writeDelayMs": 0,
            "retryDelayMs": 1,
        }

    def calls(self) -> Counter[str]:
        """Requests since the last time, by method and path below `/api/v3`."""
        seen = self.site.call("GET", "/_requests", expect=200)["requests"]
        self.site.call("DELETE", "/_requests", expect=204)
        assert all(one["path"].startswith("/api/v3/") for one in seen), "an Enterprise Server's paths are below /api/v3"
        return Counter(f"{one['method']} {one['path'].removeprefix('/api/v3')}" for one in seen)

    def calls_of_setup(self) -> None:
        """Forget what a test's own preparation has called."""
        self.site.call("DELETE", "/_requests", expect=204)

    def reveal(self, **where: Any) -> str:
        """The value that a secret has at GitHub."""
        return str(self.site.call("POST", "/_reveal", {**where, "value": True}, expect=200)["value"])


@pytest.fixture(scope="module")
def standing() -> Iterator[tuple[StandIn, str]]:
    """One stand-in behind a socket for a module: stopping one takes longer than a test."""
    stand_in = StandIn(token=secrets.token_urlsafe())
    with served(stand_in) as address:
        yield stand_in, address


@pytest.fixture
def world(standing: tuple[StandIn, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Everything, started, seeded anew and configured."""
    for name in ("GITHUB_BASE_URL", "GITHUB_OWNER", "GITHUB_ORGANIZATION", "GITHUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    stand_in, address = standing
    stand_in.world = Everything()
    stand_in.desk.faults.pending.clear()
    stand_in.desk.requests.clear()
    numbers, journal = stand_in.seed(SEED), Journal()
    headers = {"Authorization": f"Bearer {stand_in.token}"}
    with (
        httpx.Client(base_url=address, headers=headers) as client,
        serving({"github": PACKAGE}, journal) as ports,
        attached(ports["github"]) as engine,
    ):
        site = Site(client=client, repository_id=numbers["repositories"]["occ/site"])
        found = World(
            engine=engine, site=site, address=address, token=stand_in.token, port=ports["github"], journal=journal
        )
        engine.configure(**found.settings())
        yield found
    journal.close()
