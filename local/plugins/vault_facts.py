"""The vault plugin's types that the program uses, read from the source of the provider that the plugin wraps.

Each entry names every input that SDK 7.14 has. The texts of AppRoles and audit devices were older ones; what such a
text lacks is `unread`.
"""

from __future__ import annotations

from typing import Final

from local.plugins.facts import Facts, Request

_ROLE: Final = ("tokenBoundCidrs", "tokenPolicies")
_TOKEN: Final = (
    "tokenExplicitMaxTtl",
    "tokenMaxTtl",
    "tokenNoDefaultPolicy",
    "tokenNumUses",
    "tokenPeriod",
    "tokenTtl",
    "aliasMetadata",
)
_TOKEN_TYPE: Final = {"tokenType": "default"}

# Before anything else, once for a provider: whose token it is, a child of it to work with, the server's version.
SIGN_IN: Final[tuple[Request, ...]] = (("GET", "auth/token/lookup-self"), ("POST", "auth/token/create"))


def _document(path: str) -> tuple[Request, ...]:
    return tuple((method, path) for method in ("POST", "GET", "DELETE"))


def _method(path: str = "{path}") -> tuple[Request, ...]:
    """An auth method: enabled, read, tuned, disabled."""
    tune = f"sys/mounts/auth/{path}/tune"
    return (*_document(f"sys/auth/{path}"), ("GET", tune), ("POST", tune))


FACTS: Final = (
    Facts(
        token="vault:index/mount:Mount",  # noqa: S106 - the name of a type
        replaces=("type", "local", "sealWrap", "externalEntropyAccess", "namespace"),
        computed=(
            "defaultLeaseTtlSeconds",
            "maxLeaseTtlSeconds",
            "forceNoCache",
            "auditNonHmacRequestKeys",
            "auditNonHmacResponseKeys",
            "sealWrap",
        ),
        defaults={"externalEntropyAccess": False},
        sets=("allowedManagedKeys",),
        others=(
            "path",
            "description",
            "listingVisibility",
            "passthroughRequestHeaders",
            "allowedResponseHeaders",
            "pluginVersion",
            "delegatedAuthAccessors",
            "identityTokenKey",
            "options",
        ),
        requests=(*_document("sys/mounts/{path}"), ("POST", "sys/mounts/{path}/tune")),
    ),
    Facts(
        token="vault:index/audit:Audit",  # noqa: S106 - the name of a type
        replaces=("path", "type", "description", "local", "options", "namespace"),
        computed=("path",),
        requests=(("POST", "sys/audit/{path}"), ("DELETE", "sys/audit/{path}"), ("GET", "sys/audit")),
    ),
    Facts(
        token="vault:index/policy:Policy",  # noqa: S106 - the name of a type
        replaces=("name", "namespace"),
        defaults={"allowOverwrite": True},
        others=("policy",),
        requests=_document("sys/policies/acl/{name}"),
    ),
    Facts(
        token="vault:index/authBackend:AuthBackend",  # noqa: S106 - the name of a type
        replaces=("type", "local", "namespace"),
        computed=("path", "tune"),
        defaults={"disableRemount": False},
        others=("description", "identityTokenKey"),
        requests=_method(),
    ),
    Facts(
        token="vault:index/quotaRateLimit:QuotaRateLimit",  # noqa: S106 - the name of a type
        replaces=("name", "path", "namespace"),
        computed=("secondaryRate", "interval", "groupBy"),
        others=("rate", "blockInterval", "role", "inheritable"),
        requests=_document("sys/quotas/rate-limit/{name}"),
    ),
    Facts(
        token="vault:kv/secretBackendV2:SecretBackendV2",  # noqa: S106 - the name of a type
        replaces=("mount", "namespace"),
        computed=("maxVersions", "casRequired"),
        others=("deleteVersionAfter",),
        requests=(("POST", "{mount}/config"), ("GET", "{mount}/config")),
    ),
    Facts(
        token="vault:appRole/authBackendRole:AuthBackendRole",  # noqa: S106 - the name of a type
        replaces=("backend", "roleName", "namespace"),
        computed=("roleId",),
        defaults={"backend": "approle", "bindSecretId": True, **_TOKEN_TYPE},
        sets=_ROLE,
        others=("secretIdNumUses", "secretIdTtl", *_TOKEN),
        unread=("localSecretIds", "secretIdBoundCidrs"),
        requests=(*_document("auth/{backend}/role/{roleName}"), ("GET", "auth/{backend}/role/{roleName}/role-id")),
    ),
    Facts(
        token="vault:jwt/authBackend:AuthBackend",  # noqa: S106 - the name of a type
        replaces=("type", "local", "namespace"),
        computed=("tune",),
        defaults={"path": "jwt", "type": "jwt", "local": False, "namespaceInState": True, "disableRemount": False},
        others=(
            "boundIssuer",
            "defaultRole",
            "description",
            "jwksCaPem",
            "jwksPairs",
            "jwksUrl",
            "jwtSupportedAlgs",
            "jwtValidationPubkeys",
            "oidcClientId",
            "oidcClientSecret",
            "oidcClientSecretWo",
            "oidcClientSecretWoVersion",
            "oidcDiscoveryCaPem",
            "oidcDiscoveryUrl",
            "oidcResponseMode",
            "oidcResponseTypes",
            "providerConfig",
        ),
        requests=(*_method(), ("POST", "auth/{path}/config"), ("GET", "auth/{path}/config")),
    ),
    Facts(
        token="vault:jwt/authBackendRole:AuthBackendRole",  # noqa: S106 - the name of a type
        replaces=("backend", "roleName", "roleType", "namespace"),
        computed=("roleType", "boundClaimsType"),
        defaults={
            "backend": "jwt",
            "clockSkewLeeway": 0,
            "expirationLeeway": 0,
            "notBeforeLeeway": 0,
            "disableBoundClaimsParsing": False,
            "verboseOidcLogging": False,
            "userClaimJsonPointer": False,
            **_TOKEN_TYPE,
        },
        sets=("boundAudiences", "allowedRedirectUris", "oidcScopes", *_ROLE),
        others=("userClaim", "boundSubject", "boundClaims", "claimMappings", "groupsClaim", "maxAge", *_TOKEN),
        requests=_document("auth/{backend}/role/{roleName}"),
    ),
    Facts(
        token="vault:aws/authBackendClient:AuthBackendClient",  # noqa: S106 - the name of a type
        replaces=("backend", "namespace"),
        computed=("useStsRegionFromClient", "identityTokenTtl"),
        defaults={"backend": "aws", "maxRetries": -1},
        sets=("allowedStsHeaderValues",),
        others=(
            "accessKey",
            "secretKey",
            "secretKeyWo",
            "secretKeyWoVersion",
            "ec2Endpoint",
            "iamEndpoint",
            "stsEndpoint",
            "stsRegion",
            "iamServerIdHeaderValue",
            "roleArn",
            "identityTokenAudience",
            "rotationSchedule",
            "rotationPeriod",
            "rotationWindow",
            "disableAutomatedRotation",
        ),
        requests=_document("auth/{backend}/config/client"),
    ),
)
