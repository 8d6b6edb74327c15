"""The JWT and OIDC auth method: a mount and its configuration, which is written after it and can fail alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from local.providers.differ import Rules
from local.providers.resource import Effect, Made, ResourceType
from local.providers.vault import checks
from local.providers.vault.connection import VaultCall, namespace_of
from local.providers.vault.documents import named, shown, written
from local.providers.vault.mounts import AUTH, METHOD, tuned, tuning

if TYPE_CHECKING:
    from local.providers.values import Properties

_CONFIG: Final = named(
    "boundIssuer",
    "defaultRole",
    "jwksCaPem",
    "jwksPairs",
    "jwksUrl",
    "jwtSupportedAlgs",
    "jwtValidationPubkeys",
    "namespaceInState",
    "oidcClientId",
    "oidcClientSecret",
    "oidcDiscoveryCaPem",
    "oidcDiscoveryUrl",
    "oidcResponseMode",
    "oidcResponseTypes",
    "providerConfig",
    oidcClientSecretWo="oidc_client_secret",
)
_UNREADABLE: Final = ("oidcClientSecret", "oidcClientSecretWo")
_BUMP: Final = "oidcClientSecretWoVersion"


def _config(call: VaultCall) -> str:
    return f"auth/{AUTH.path(call)}/config"


def _create(call: VaultCall) -> Made:
    return AUTH.enable(call, written(METHOD, call))


def _update(call: VaultCall) -> None:
    AUTH.move(call)
    AUTH.tune(call, tuning(call))
    if call.changed & {*_CONFIG, _BUMP}:
        call.connection.write(_config(call), written(_CONFIG, call), namespace_of(call))


def _read(call: VaultCall) -> Properties | None:
    found = AUTH.info(call)
    if found is None:
        return None
    path, block = AUTH.path(call), tuned(call)
    outputs: dict[str, Any] = {**shown(METHOD, found), "accessor": found["accessor"], "path": path, "id": path}
    config = call.connection.read(_config(call), namespace_of(call)) or {}
    outputs |= {name: value for name, value in shown(_CONFIG, config).items() if name not in _UNREADABLE}
    return outputs if block is None else {**outputs, "tune": block}


ROWS: Final = (
    ResourceType(
        token="vault:jwt/authBackend:AuthBackend",  # noqa: S106 - the name of a type
        effect=Effect(
            create=_create,
            read=_read,
            update=_update,
            delete=AUTH.disable,
            find=AUTH.find,
            afterwards=(*_CONFIG, "tune"),
        ),
        rules=Rules(
            replace_on=("type", "local", "namespace"),
            computed=("tune",),
            ignored=("disableRemount", "oidcClientSecretWo"),
        ),
        defaults={"path": "jwt", "type": "jwt", "local": False, "namespaceInState": True},
        check=checks.jwt_method,
    ),
)
