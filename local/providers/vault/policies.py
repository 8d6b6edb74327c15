"""Policies and quotas: what tokens may do, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local.providers.differ import Rules
from local.providers.naming import Autoname
from local.providers.resource import Effect, Made, RefusedError, ResourceType
from local.providers.vault import checks
from local.providers.vault.connection import VaultCall, namespace_of
from local.providers.vault.documents import Document, named

if TYPE_CHECKING:
    from local.providers.values import Properties

_POLICY: Final = Document(template="sys/policies/acl/{name}", fields=named("policy"), short=True)
_RATE: Final = Document(
    template="sys/quotas/rate-limit/{name}",
    fields=named("rate", "blockInterval", "interval", "path", "role", "inheritable", "groupBy", "secondaryRate"),
    short=True,
)
_LEASES: Final = Document(
    template="sys/quotas/lease-count/{name}", fields=named("maxLeases", "path", "role", "inheritable"), short=True
)


def _create_policy(call: VaultCall) -> Made:
    if call.inputs.get("allowOverwrite") is False and call.connection.read(_POLICY.path(call), namespace_of(call)):
        raise RefusedError(f"vault: the policy {call.inputs['name']} exists, and allowOverwrite is false")
    return _POLICY.create(call)


def _read_policy(call: VaultCall) -> Properties:
    """A policy that somebody else has removed reads as empty, as with the plugin: it is updated, not created."""
    found = _POLICY.read(call)
    return found if found is not None else {"name": call.id, "policy": ""}


def _read_rate(call: VaultCall) -> Properties | None:
    """A quota without `inheritable` is not asked for it, as with the plugin: the server sets it by the path."""
    found = _RATE.read(call)
    left_out = () if "inheritable" in call.inputs else ("inheritable",)
    return found and {name: value for name, value in found.items() if name not in left_out}


ROWS: Final = (
    ResourceType(
        token="vault:index/policy:Policy",  # noqa: S106 - the name of a type
        effect=Effect(create=_create_policy, read=_read_policy, update=_POLICY.write, delete=_POLICY.delete),
        rules=Rules(replace_on=("name", "namespace")),
        naming=Autoname(),
        defaults={"allowOverwrite": True},
    ),
    ResourceType(
        token="vault:index/quotaRateLimit:QuotaRateLimit",  # noqa: S106 - the name of a type
        effect=Effect(create=_RATE.create, read=_read_rate, update=_RATE.write, delete=_RATE.delete),
        rules=Rules(replace_on=("name", "path", "namespace"), computed=("interval", "groupBy", "secondaryRate")),
        naming=Autoname(),
        check=checks.rate_limit,
    ),
    ResourceType(
        token="vault:index/quotaLeaseCount:QuotaLeaseCount",  # noqa: S106 - the name of a type
        effect=Effect(create=_LEASES.create, read=_LEASES.read, update=_LEASES.write, delete=_LEASES.delete),
        rules=Rules(replace_on=("name", "namespace"), computed=("inheritable",)),
        naming=Autoname(),
    ),
)
