"""What the published plugin refuses before it calls anything. An unknown counts as given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from local.providers.check import Problem
from local.providers.values import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.providers.values import Properties

_KEYS: Final = ("oidcDiscoveryUrl", "jwksUrl", "jwtValidationPubkeys", "providerConfig", "jwksPairs")
_APART: Final = (
    ("oidcDiscoveryUrl", "jwksUrl"),
    ("oidcDiscoveryUrl", "jwtValidationPubkeys"),
    ("jwksUrl", "jwtValidationPubkeys"),
    ("jwksPairs", "jwksUrl"),
    ("jwksPairs", "jwksCaPem"),
    ("oidcClientSecret", "oidcClientSecretWo"),
)
_KINDS: Final = ("jwt", "oidc")
_BY_ENTITY: Final = ("entity_then_ip", "entity_then_none")
_GROUPS: Final = ("ip", "none", *_BY_ENTITY)
_LEAST: Final = {"rate": 0, "secondaryRate": 0, "interval": 1, "blockInterval": 0}


def method(inputs: Properties) -> Iterator[Problem]:
    """An auth method: its path."""
    path = inputs.get("path")
    if isinstance(path, str) and path.strip("/") != path:
        yield Problem("path", "no slash at its beginning or end")


def jwt_method(inputs: Properties) -> Iterator[Problem]:
    """The JWT method: its kind, and one way to come by the keys that tokens are verified with."""
    path, kind = inputs.get("path"), inputs.get("type")
    if isinstance(path, str) and path.endswith("/"):
        yield Problem("path", "no slash at its end")
    if isinstance(kind, str) and kind not in _KINDS:
        yield Problem("type", f"use {' or '.join(_KINDS)}")
    if not any(_given(inputs, name) for name in _KEYS):
        yield Problem("oidcDiscoveryUrl", "give one of oidcDiscoveryUrl, jwksUrl, jwksPairs, jwtValidationPubkeys")
    for one, other in _APART:
        if one in inputs and other in inputs:
            yield Problem(one, f"conflicts with {other}; give one of them")
    if "oidcClientSecretWoVersion" in inputs and "oidcClientSecretWo" not in inputs:
        yield Problem("oidcClientSecretWoVersion", "only together with oidcClientSecretWo")


def rate_limit(inputs: Properties) -> Iterator[Problem]:
    """A quota: its numbers, and by what requests are counted together."""
    for name, least in _LEAST.items():
        value = inputs.get(name)
        if isinstance(value, int | float) and value < least:
            yield Problem(name, f"at least {least}")
    group = inputs.get("groupBy")
    if isinstance(group, Unknown):
        return
    if group is not None and group not in _GROUPS:
        yield Problem("groupBy", f"use {', '.join(_GROUPS)}")
    if inputs.get("secondaryRate") and group not in _BY_ENTITY:
        yield Problem("secondaryRate", f"only with groupBy {' or '.join(_BY_ENTITY)}")


def _given(inputs: Properties, name: str) -> bool:
    value: Any = inputs.get(name)
    return isinstance(value, Unknown) or bool(value)
