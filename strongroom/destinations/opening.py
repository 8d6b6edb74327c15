"""Opens the place of a delivery, and keeps rehearsal and reality apart while doing so, as with the stores."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, cast

from strongroom.destinations.opening_machine import KINDS, absent, open_machine
from strongroom.destinations.opening_platforms import absent_folder, open_esc, open_fly, open_kubernetes
from strongroom.stores.opening import LOCAL, keep_apart, open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from strongroom.destinations.contract import Place
    from strongroom.destinations.github.client import GithubClient
    from strongroom.destinations.kubernetes import Cluster
    from strongroom.destinations.patient_client import PatientClient

_Client = TypeVar("_Client", bound="PatientClient")
_ENVIRONMENTS = "/environments/"
WRITE_DELAY = 1.0  # seconds that GitHub asks for between two writes


def _silent(_text: str) -> None:
    """Say nothing."""


@dataclass
class Opener:
    """Opens places of one environment; all places on GitHub share one client with its patience (in seconds)."""

    environment: str
    patience: float = 900.0
    notice: Callable[[str], None] = _silent
    clusters: Mapping[str, Cluster] = field(default_factory=dict)  # that the catalogue declares
    _github: GithubClient | None = field(default=None, repr=False)
    _clients: dict[type[PatientClient], PatientClient] = field(default_factory=dict, repr=False)
    _opened: dict[str, Place] = field(default_factory=dict, repr=False)

    def can(self, address: str) -> bool:
        """Whether there is a way to write to this place at all."""
        return address.partition(":")[0] in _WAYS

    def absent(self, address: str) -> str | None:
        """Why there is no such place on this machine; None where that is no question."""
        return absent(address, self.environment) or absent_folder(self, address)

    def open(self, address: str) -> Place:
        """The place with this address; raises StoreError."""
        if address not in self._opened:
            self._opened[address] = _WAYS[address.partition(":")[0]](self, address)
        return self._opened[address]

    def shared(self, kind: type[_Client], connect: Callable[[], _Client]) -> _Client:
        """The one client of a kind, with its patience; connected when it is first needed."""
        if kind not in self._clients:
            self._clients[kind] = connect()
        return cast("_Client", self._clients[kind])

    @property
    def github(self) -> GithubClient:
        """The one connection to GitHub; what is judged is the URL that requests really go to."""
        if self._github is None:
            from strongroom.destinations.github.client import GithubClient

            delay = 0.0 if self.environment == LOCAL else WRITE_DELAY
            client = GithubClient.open(patience=self.patience, write_delay=delay, notice=self.notice)
            keep_apart(self.environment, client.endpoint, "GITHUB_BASE_URL")
            self._github = client
        return self._github


def _open_github(opener: Opener, address: str) -> Place:
    from strongroom.destinations.github.environment import GithubEnvironment
    from strongroom.destinations.github.organisation import GithubOrganisation
    from strongroom.destinations.github.repository import GithubRepository

    name = address.partition(":")[2]
    if _ENVIRONMENTS in name:
        repository, _, environment = name.partition(_ENVIRONMENTS)
        return GithubEnvironment(opener.github, repository, environment)
    return GithubRepository(opener.github, name) if "/" in name else GithubOrganisation(opener.github, name)


def _open_vault(opener: Opener, address: str) -> Place:
    from strongroom.destinations.vault import VaultEntries
    from strongroom.stores.vault import Vault

    store = open_store("vault", opener.environment)
    assert isinstance(store, Vault)  # noqa: S101 - what was asked for; tells the type
    return VaultEntries(store, address)


def _open_secrets_manager(opener: Opener, address: str) -> Place:
    from strongroom.destinations.secrets_manager import SecretsManagerEntries
    from strongroom.stores.secrets_manager import SecretsManager

    store = open_store("secrets-manager", opener.environment)
    assert isinstance(store, SecretsManager)  # noqa: S101 - what was asked for; tells the type
    return SecretsManagerEntries(store, address)


_WAYS: dict[str, Callable[[Opener, str], Place]] = {
    "github": _open_github,
    "vault": _open_vault,
    "secrets-manager": _open_secrets_manager,
    **dict.fromkeys(KINDS, lambda opener, address: open_machine(address, opener.environment)),
    "fly": open_fly,
    "esc": open_esc,
    "kubernetes": open_kubernetes,
}
