"""Every kind of destination, each against a real server that starts once a session."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pytest

from strongroom.destinations.contract import Key, Kind
from strongroom.destinations.opening import Opener
from tests.destinations import stand_in
from tests.stores import servers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.destinations.contract import Place


@dataclass(frozen=True, kw_only=True)
class Site:
    """A place under test, the names that it takes, and what has to be set beside a value."""

    place: Place
    kind: Kind
    lists: bool  # tells of what nobody asked for
    visibility: str | None = None

    def key(self) -> Key:
        """A name that was never used."""
        unique = uuid.uuid4().hex
        name = f"T_{unique.upper()}" if self.lists else f"project/tests/{unique}"
        return Key(kind=self.kind, name=name)


@pytest.fixture(scope="session")
def github(tmp_path_factory: pytest.TempPathFactory) -> Iterator[stand_in.Github]:
    """The GitHub stand-in, with a repository and an environment."""
    with stand_in.github(tmp_path_factory.mktemp("github")) as server:
        server.fresh("shop/site", "staging", "production")
        yield server


@pytest.fixture(scope="session")
def aws_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    """The AWS emulator."""
    with servers.aws(tmp_path_factory.mktemp("aws")) as server:
        yield server


@pytest.fixture(scope="session")
def vault_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    """OpenBao."""
    with servers.vault(tmp_path_factory.mktemp("vault")) as server:
        yield server


_GITHUB = {
    "github-environment": "github:shop/site/environments/staging",
    "github-repository": "github:shop/site",
    "github-organisation": "github:shop",
}


@pytest.fixture(
    params=[
        *((name, kind) for name in _GITHUB for kind in ("secret", "configuration")),
        ("vault", "secret"),
        ("secrets-manager", "secret"),
    ],
    ids="-".join,
)
def site(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Every kind of place in turn, with secrets and with variables: what holds for one holds for all."""
    name, kind = cast("tuple[str, Kind]", request.param)
    fixture = {"vault": "vault_server", "secrets-manager": "aws_server"}.get(name, "github")
    for variable, text in request.getfixturevalue(fixture).environment.items():
        monkeypatch.setenv(variable, text)
    address = _GITHUB.get(name) or {"vault": "vault:secret", "secrets-manager": "secrets-manager:local"}[name]
    return Site(
        place=Opener("local").open(address),
        kind=kind,
        lists=name in _GITHUB,
        visibility="private" if name == "github-organisation" else None,
    )
