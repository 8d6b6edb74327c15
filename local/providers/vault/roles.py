"""Roles: who may log in, and what the token may do that they get."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from local.providers.differ import Rules
from local.providers.resource import Effect, Made, ResourceType
from local.providers.vault.connection import VaultCall, namespace_of
from local.providers.vault.documents import Document, Names, named, sets, written

if TYPE_CHECKING:
    from local.providers.values import Properties
    from local.providers.vault.connection import VaultConnection

_TOKEN: Final = (
    "tokenBoundCidrs",
    "tokenExplicitMaxTtl",
    "tokenMaxTtl",
    "tokenNoDefaultPolicy",
    "tokenNumUses",
    "tokenPeriod",
    "tokenPolicies",
    "tokenTtl",
    "tokenType",
)
_APPROLE: Final[Names] = named(
    *_TOKEN, "bindSecretId", "localSecretIds", "secretIdBoundCidrs", "secretIdNumUses", "secretIdTtl", "aliasMetadata"
)
_JWT: Final[Names] = named(
    *_TOKEN,
    "allowedRedirectUris",
    "boundAudiences",
    "boundClaims",
    "boundClaimsType",
    "boundSubject",
    "claimMappings",
    "clockSkewLeeway",
    "expirationLeeway",
    "groupsClaim",
    "maxAge",
    "notBeforeLeeway",
    "oidcScopes",
    "roleType",
    "userClaim",
    "userClaimJsonPointer",
    "verboseOidcLogging",
    "aliasMetadata",
)
_ACCESSOR: Final = "secret-id-accessor"


def _role_id(call: VaultCall, path: str, _found: dict[str, Any]) -> Properties:
    answer = call.connection.read(f"{path}/role-id", namespace_of(call)) or {}
    return {"roleId": answer.get("role_id")}


_ROLE: Final = Document(
    template="auth/{backend}/role/{roleName}", fields=_APPROLE, defaults={"backend": "approle"}, also_read=_role_id
)


def _claims(_call: VaultCall, _path: str, found: dict[str, Any]) -> Properties:
    claims = found.get("bound_claims") or {}
    return {"boundClaims": {name: ",".join(one) if isinstance(one, list) else one for name, one in claims.items()}}


_WHOLE: Final = "disableBoundClaimsParsing"  # the plugin's own: the server is not told of it
_JWT_ROLE: Final = Document(
    template="auth/{backend}/role/{roleName}", fields=_JWT, defaults={"backend": "jwt"}, also_read=_claims
)


def _write_jwt(call: VaultCall) -> None:
    """Write the role. A comma in a claim separates texts of which any will do, unless claims are taken whole."""
    body = written(_JWT, call)
    if not call.inputs.get(_WHOLE) and "bound_claims" in body:
        body["bound_claims"] = {name: _texts(claim) for name, claim in body["bound_claims"].items()}
    call.connection.write(_JWT_ROLE.path(call), body, namespace_of(call))


def _texts(claim: str) -> str | list[str]:
    return [part.strip() for part in claim.split(",")] if "," in claim else claim


def _create_jwt(call: VaultCall) -> Made:
    _write_jwt(call)
    return Made(id=_JWT_ROLE.path(call))


def _write_approle(call: VaultCall) -> None:
    _ROLE.write(call)
    if "roleId" in call.inputs:
        call.connection.write(f"{_ROLE.path(call)}/role-id", {"role_id": call.inputs["roleId"]}, namespace_of(call))


def _create_approle(call: VaultCall) -> Made:
    _write_approle(call)
    return Made(id=_ROLE.path(call))


def _secret_ids(call: VaultCall) -> str:
    given = {"backend": "approle", **call.old, **call.inputs}
    return f"auth/{str(given['backend']).strip('/')}/role/{given['roleName']}"


def _create_secret_id(call: VaultCall) -> Made:
    """Have a secret id made, or set the given one. Only this answer ever tells it."""
    fields = named("metadata", "tokenBoundCidrs", "ttl", "numUses", cidrLists="cidr_list")
    body = written(fields, call)
    own = call.inputs.get("secretId")
    if own is not None:
        made = call.connection.write(
            f"{_secret_ids(call)}/custom-secret-id", body | {"secret_id": own}, namespace_of(call)
        )
    else:
        made = call.connection.write(f"{_secret_ids(call)}/secret-id", body, namespace_of(call))
    accessor = made["secret_id_accessor"]
    backend = str(call.inputs.get("backend", "approle")).strip("/")
    resource_id = f"backend={backend}::role={call.inputs['roleName']}::accessor={accessor}"
    return Made(id=resource_id, outputs={"accessor": accessor, "secretId": made["secret_id"]})


def _read_secret_id(call: VaultCall) -> Properties | None:
    parts = dict(part.partition("=")[::2] for part in call.id.split("::"))
    role, namespace = f"auth/{parts['backend']}/role/{parts['role']}", namespace_of(call)
    if call.connection.read(role, namespace) is None:
        return None
    wanted = {"secret_id_accessor": parts["accessor"]}
    if not call.connection.look_up(f"{role}/{_ACCESSOR}/lookup", wanted, namespace):
        return None
    return {"accessor": parts["accessor"], "roleName": parts["role"], "backend": parts["backend"]}


def _delete_secret_id(call: VaultCall) -> None:
    """Destroy the secret id; one that is gone is fine."""
    if _read_secret_id(call) is not None:
        accessor = call.id.rpartition("accessor=")[2]
        path = f"{_secret_ids(call)}/{_ACCESSOR}/destroy"
        call.connection.write(path, {"secret_id_accessor": accessor}, namespace_of(call))


def _role_row(
    token: str, effect: Effect[VaultConnection], fields: Names, **rules: Any
) -> ResourceType[VaultConnection]:
    computed = rules.pop("computed", ())
    defaults = {"tokenType": "default", **rules.pop("defaults")}
    replace_on = ("backend", "roleName", "namespace", *rules.pop("replace_on", ()))
    return ResourceType(
        token=token,
        effect=effect,
        rules=Rules(replace_on=replace_on, computed=computed, unordered=sets(fields)),
        defaults=defaults,
        **rules,
    )


ROWS: Final = (
    _role_row(
        "vault:appRole/authBackendRole:AuthBackendRole",
        Effect(create=_create_approle, read=_ROLE.read, update=_write_approle, delete=_ROLE.delete),
        _APPROLE,
        replace_on=("localSecretIds",),
        computed=("roleId",),
        defaults={"backend": "approle", "bindSecretId": True},
    ),
    _role_row(
        "vault:jwt/authBackendRole:AuthBackendRole",
        Effect(create=_create_jwt, read=_JWT_ROLE.read, update=_write_jwt, delete=_JWT_ROLE.delete),
        _JWT,
        replace_on=("roleType",),
        computed=("roleType", "boundClaimsType"),
        defaults={
            "backend": "jwt",
            **dict.fromkeys(("clockSkewLeeway", "expirationLeeway", "notBeforeLeeway"), 0),
            **dict.fromkeys((_WHOLE, "verboseOidcLogging", "userClaimJsonPointer"), False),
        },
    ),
    ResourceType(
        token="vault:appRole/authBackendRoleSecretId:AuthBackendRoleSecretId",  # noqa: S106 - the name of a type
        effect=Effect(create=_create_secret_id, read=_read_secret_id, delete=_delete_secret_id, adoptable=False),
        rules=Rules(replace_on=("*",), computed=("secretId",), unordered=("cidrLists", "tokenBoundCidrs")),
        defaults={"backend": "approle"},
    ),
)
