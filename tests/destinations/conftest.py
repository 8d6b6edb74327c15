"""Every kind of destination, each against a real server that starts once for the room."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pytest

from strongroom.destinations.contract import Key, Kind
from strongroom.destinations.opening import Opener
from tests.destinations import platforms as other_platforms
from tests.destinations import stand_in
from tests.stores.fixtures import aws_server, vault_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.destinations.contract import Place

__all__ = ["aws_server", "vault_server"]  # fixtures, for this room


@dataclass(frozen=True, kw_only=True)
class Site:
    """A place under test, the names that it takes, and what has to be set beside a value."""

    place: Place
    kind: Kind
    lists: bool  # tells of what nobody asked for
    visibility: str | None = None
    named: str = "T_{}"  # how its entries are called

    def key(self) -> Key:
        """A name that was never used."""
        unique = uuid.uuid4().hex
        return Key(kind=self.kind, name=self.named.format(unique.upper() if self.named[0].isupper() else unique))


@pytest.fixture(scope="package")
def github(tmp_path_factory: pytest.TempPathFactory) -> Iterator[stand_in.Github]:
    """The GitHub stand-in, with a repository and an environment."""
    with stand_in.github(tmp_path_factory.mktemp("github")) as server:
        server.fresh("shop/site", "staging", "production")
        yield server


@pytest.fixture(scope="package")
def platforms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[other_platforms.Platforms]:
    """Fly, ESC and a cluster's controller."""
    with other_platforms.running_platforms(tmp_path_factory.mktemp("platforms")) as server:
        yield server


@dataclass(frozen=True)
class Machine:
    """A developer's machine: where the projects are, and what leads there."""

    environment: dict[str, str]


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """A machine with a project's folder."""
    root = tmp_path_factory.mktemp("machine")
    (root / "projects" / "bazaar").mkdir(parents=True)
    return Machine({"STRONGROOM_LOCAL_PROJECTS": str(root / "projects"), "XDG_STATE_HOME": str(root / "state")})


_GITHUB = {
    "github-environment": "github:shop/site/environments/staging",
    "github-repository": "github:shop/site",
    "github-organisation": "github:shop",
}

_OTHERS = {
    "vault": "vault:secret",
    "secrets-manager": "secrets-manager:local",
    "fly": "fly:bazaar",
    "esc": "esc:shop/bazaar",
    "kubernetes": "kubernetes:kitchen/bazaar/app",
    "env": "env:bazaar",
}
_SERVERS = {
    "vault": "vault_server",
    "secrets-manager": "aws_server",
    **dict.fromkeys(("fly", "esc", "kubernetes"), "platforms"),
    "env": "machine",
}
_NAMED = {"vault": "project/tests/{}", "secrets-manager": "project/tests/{}", "esc": "tests.t_{}"}


@pytest.fixture(
    params=[
        *((name, kind) for name in _GITHUB for kind in ("secret", "configuration")),
        ("vault", "secret"),
        ("secrets-manager", "secret"),
        ("fly", "secret"),
        ("fly", "configuration"),
        ("esc", "secret"),
        ("esc", "configuration"),
        ("kubernetes", "secret"),
        ("env", "secret"),
        ("env", "configuration"),
    ],
    ids="-".join,
)
def site(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Every kind of place in turn, with secrets and with variables: what holds for one holds for all."""
    name, kind = cast("tuple[str, Kind]", request.param)
    server = request.getfixturevalue(_SERVERS.get(name, "github"))
    if isinstance(server, other_platforms.Platforms):
        server.seed(apps={"bazaar": 2}, environments=["shop/bazaar"], clusters=["kitchen"])
    for variable, text in server.environment.items():
        monkeypatch.setenv(variable, text)
    address = (_GITHUB | _OTHERS)[name]
    opener = Opener("local", clusters={"kitchen": other_platforms.KITCHEN})
    return Site(
        place=opener.open(address),
        kind=kind,
        lists=name in _GITHUB or name in ("fly", "kubernetes"),
        visibility="private" if name == "github-organisation" else None,
        named=_NAMED.get(name, "T_{}"),
    )
