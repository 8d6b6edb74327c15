"""One configured Vault provider: which server, which namespace, which token.

As with the published plugin nothing is called before something has to be; then the token is looked up once, and a
child of it that lives for twenty minutes does the work, unless `skipChildToken`. Where no address is configured, the
cluster that this cloud's scaling group became is meant, and its deployer signs in.
Source: https://www.pulumi.com/registry/packages/vault/installation-configuration/.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import hvac
import requests
from hvac.exceptions import InvalidPath, VaultError

from local.providers.loopback import refusal_of
from local.providers.resource import Call, Failure, RefusedError

if TYPE_CHECKING:
    from local.providers.values import Properties

_DEFAULT_LEASE: Final = 1200  # seconds
_TIMEOUT: Final = 60  # seconds
_DEFINITE: Final = ("BadRequest", "Forbidden", "InvalidPath", "InvalidRequest", "ParamValidationError", "Unauthorized")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The provider's configuration, with the plugin's defaults. `lease` is the child token's, in seconds."""

    address: str | None = None
    token: str = field(default="", repr=False)
    namespace: str = ""
    skip_child_token: bool = False
    lease: int = _DEFAULT_LEASE
    verify: bool | str = True
    other_login: str | None = None

    @classmethod
    def of(cls, given: Properties) -> Settings:
        """Settings from the provider's configuration, then from this process's environment."""
        authority = given.get("caCertFile") or os.environ.get("VAULT_CACERT")
        return cls(
            address=given.get("address") or os.environ.get("VAULT_ADDR"),
            token=given.get("token") or os.environ.get("VAULT_TOKEN") or "",
            namespace=given.get("namespace") or os.environ.get("VAULT_NAMESPACE") or "",
            skip_child_token=bool(given.get("skipChildToken", False)),
            lease=given.get("maxLeaseTtlSeconds", _DEFAULT_LEASE),
            verify=False if given.get("skipTlsVerify") else authority or True,
            other_login=next((name for name in given if name.startswith("authLogin")), None),
        )


@dataclass(kw_only=True)
class VaultConnection:
    """A client that logs in when it is first used."""

    settings: Settings
    _clients: dict[str, hvac.Client] = field(default_factory=dict, repr=False)
    _child: str | None = field(default=None, repr=False)
    _of_the_local_cluster: bool = False
    _turn: threading.RLock = field(default_factory=threading.RLock, repr=False)

    @property
    def refusal(self) -> str | None:
        """Why nothing can be done over this connection, or None."""
        if not self.settings.token and self.settings.other_login:
            return f"vault: the local provider knows no {self.settings.other_login}; give it a token (VAULT_TOKEN)"
        return refusal_of("VAULT_ADDR", self._resolved().address)

    def read(self, path: str, namespace: str = "") -> dict[str, Any] | None:
        """The data at a path, or None when nothing is there."""
        try:
            found = self._client(namespace).read(path)
        except InvalidPath:
            return None
        return dict(found.get("data") or {}) if isinstance(found, dict) else None

    def look_up(self, path: str, data: dict[str, Any], namespace: str = "") -> dict[str, Any] | None:
        """Ask by writing, or None when there is no answer: for what Vault does not show by its path."""
        try:
            return self.write(path, data, namespace)
        except InvalidPath:
            return None

    def write(self, path: str, data: dict[str, Any], namespace: str = "") -> dict[str, Any]:
        """Write to a path and give the data of the answer, which may be none."""
        answer = self._client(namespace).write_data(path, data=data)
        body = answer if isinstance(answer, dict) else {}
        return dict(body.get("data") or {})

    def delete(self, path: str, namespace: str = "") -> None:
        """Delete a path. Vault answers the same when nothing was there."""
        self._client(namespace).delete(path)

    def _resolved(self) -> Settings:
        """The settings as configured, else those of the local cluster once there is one: it may be made meanwhile."""
        from local.providers.autoscaling.sign_in import SignInError, cluster

        with self._turn:
            if self.settings.address is None:
                with suppress(SignInError):
                    there = cluster()
                    self.settings = replace(self.settings, address=there["address"], verify=there["authority"])
                    self._of_the_local_cluster = True
            return self.settings

    def _client(self, namespace: str) -> hvac.Client:
        """The client of a namespace below the provider's own."""
        full = "/".join(part.strip("/") for part in (self.settings.namespace, namespace) if part.strip("/"))
        with self._turn:
            if full not in self._clients:
                self._clients[full] = self._opened(full, self._token())
            return self._clients[full]

    def _token(self) -> str:
        if self._child is None:
            parent = self._parent()
            found = self._opened("", parent).auth.token.lookup_self()
            # A child is always made in its parent's namespace, wherever the work is to be done.
            home = str(found["data"].get("namespace_path", ""))
            self._child = parent if self.settings.skip_child_token else self._born(parent, home)
        return self._child

    def _parent(self) -> str:
        """The configured token, else the one that the local cluster gives to its deployer: for fifteen minutes."""
        if self.settings.token or not self._of_the_local_cluster:
            return self.settings.token
        from local.providers.autoscaling.sign_in import sign_in

        return sign_in()

    def _born(self, parent: str, namespace: str) -> str:
        lease, made_by = f"{self.settings.lease}s", self._opened(namespace, parent)
        made = made_by.auth.token.create(ttl=lease, explicit_max_ttl=lease, display_name="pulumi", renewable=False)
        return str(made["auth"]["client_token"])

    def _opened(self, namespace: str, token: str) -> hvac.Client:
        session = requests.Session()
        session.trust_env = False
        session.verify = self.settings.verify  # hvac leaves a session that it is given as it is
        session.headers["Connection"] = "close"  # nobody tells when a connection has had its last use
        return hvac.Client(
            url=self.settings.address,
            token=token,
            namespace=namespace or None,
            timeout=_TIMEOUT,
            session=session,
        )


VaultCall: TypeAlias = Call[VaultConnection]


def connect(given: Properties) -> VaultConnection:
    """A connection for a provider's configuration."""
    return VaultConnection(settings=Settings.of(given))


def explain(problem: Exception) -> Failure | None:
    """What a failure of this client means."""
    if isinstance(problem, VaultError):
        words = " ".join(str(problem).split())
        return Failure(message=f"vault: {words}", definite=type(problem).__name__ in _DEFINITE)
    if isinstance(problem, requests.RequestException):
        return Failure(message=f"vault: no answer ({type(problem).__name__})", definite=False)
    return None


def namespace_of(call: VaultCall) -> str:
    """The namespace that a resource names for itself."""
    return str({**call.old, **call.inputs}.get("namespace") or "")


def missing(what: str) -> RefusedError:
    """What a write finds that somebody else has removed."""
    return RefusedError(f"vault: {what} does not exist; run `pulumi refresh`, then it is created again")
