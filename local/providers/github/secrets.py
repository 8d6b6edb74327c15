"""Secrets of environments, repositories and organisations.

What was changed remotely is seen (`remoteUpdatedAt`) and, as with the published plugin, never repaired.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from nacl.public import PublicKey, SealedBox

from local.providers.differ import Rules
from local.providers.github import checks, selection
from local.providers.github.places import (
    ENVIRONMENT,
    ORGANISATION,
    REPOSITORY,
    GithubCall,
    Level,
    build_id,
    changed_or_new,
    delete,
    identity_of,
    imported,
    repository_number,
    shown_time,
)
from local.providers.resource import Effect, Made, ResourceType

if TYPE_CHECKING:
    from local.providers.github.connection import GithubConnection
    from local.providers.values import Properties

_NAME: Final = "secretName"
_SEALED: Final = ("valueEncrypted", "encryptedValue")
_PLAIN: Final = ("value", "plaintextValue")


@dataclass(frozen=True, kw_only=True)
class _Spot:
    """One secret: where, and by which name."""

    identity: dict[str, str]
    path: str
    number: int | None

    @property
    def url(self) -> str:
        return f"{self.path}/{self.identity[_NAME]}"


@dataclass(frozen=True, kw_only=True)
class SecretEffect:
    """Puts, reads and deletes the secrets of one level."""

    level: Level

    def create(self, call: GithubCall) -> Made:
        """Put the secret; one that exists is taken over."""
        spot = self._spot(call)
        outputs: dict[str, Any] = {"keyId": self._put(call, spot)}
        if spot.number is not None:
            outputs["repositoryId"] = spot.number
        return Made(id=build_id(spot.identity), outputs=outputs)

    def update(self, call: GithubCall) -> None:
        """Put the secret again."""
        self._put(call, self._spot(call))

    def read(self, call: GithubCall) -> Properties | None:
        """What GitHub tells of a secret: when it was changed, and of an organisation's who sees it."""
        spot = self._spot(call)
        found = call.connection.find(spot.url)
        if found is None:
            return None
        outputs: dict[str, Any] = {"remoteUpdatedAt": shown_time(found["updated_at"])}
        if changed_or_new(call):
            times = {"createdAt": shown_time(found["created_at"]), "updatedAt": outputs["remoteUpdatedAt"]}
            outputs |= times | (
                {"keyId": call.connection.key_ids[spot.path]} if spot.path in call.connection.key_ids else {}
            )
        if imported(call):
            outputs |= spot.identity | ({"repositoryId": spot.number} if spot.number is not None else {})
        if self.level is ORGANISATION:
            outputs |= selection.read(call.connection, spot.url, found)
        return outputs

    def delete(self, call: GithubCall) -> None:
        """Delete the secret; one that somebody else has deleted is an error, as with the plugin."""
        delete(call, self._spot(call).url)

    def _spot(self, call: GithubCall) -> _Spot:
        identity = identity_of(call, (*self.level.parts, _NAME))
        number = call.old.get("repositoryId")
        if number is None and "repository" in identity:
            number = repository_number(call.connection, identity["repository"])
        path = self.level.base(call, identity, number=number)
        return _Spot(identity=identity, path=f"{path}/secrets", number=number)

    def _put(self, call: GithubCall, spot: _Spot) -> str:
        """Seal the value if it is not, and send it. Returns the id of the key that it is sealed with."""
        sealed = next((call.inputs[name] for name in _SEALED if call.inputs.get(name)), None)
        key_id = call.inputs.get("keyId", "")
        if sealed is None or not key_id:
            key = call.connection.request("GET", f"{spot.path}/public-key")
            key_id = key["key_id"]
            sealed = sealed or _seal(key["key"], next(call.inputs[name] for name in _PLAIN if name in call.inputs))
        body = {"key_id": key_id, "encrypted_value": sealed}
        if self.level is ORGANISATION:
            body |= selection.body(call.inputs)
        call.connection.request("PUT", spot.url, body)
        call.connection.key_ids[spot.path] = key_id
        return str(key_id)


def _seal(key: str, value: str) -> str:
    return base64.b64encode(SealedBox(PublicKey(base64.b64decode(key))).encrypt(value.encode())).decode()


def _row(name: str, level: Level, *, also_replaced_by: tuple[str, ...] = ()) -> ResourceType[GithubConnection]:
    effect = SecretEffect(level=level)
    unordered = ("selectedRepositoryIds",) if level is ORGANISATION else ()
    return ResourceType(
        token=f"github:index/{name[0].lower()}{name[1:]}:{name}",
        effect=Effect(create=effect.create, read=effect.read, update=effect.update, delete=effect.delete),
        rules=Rules(
            replace_on=(*level.parts, _NAME, *also_replaced_by),
            computed=("keyId",),
            unordered=unordered,
            # Deprecated, and without an effect since its drift is told by timestamps.
            ignored=("destroyOnDrift",),
        ),
        unstable=("updatedAt", "remoteUpdatedAt"),
        delete_before_replace=True,
        check=checks.organisation_secret if level is ORGANISATION else checks.secret,
    )


ROWS: Final = (
    _row("ActionsEnvironmentSecret", ENVIRONMENT),
    _row("ActionsSecret", REPOSITORY),
    _row("ActionsOrganizationSecret", ORGANISATION),
)
