"""Which policies of Vault let somebody read one entry, and which roles of its auth methods carry them.

https://developer.hashicorp.com/vault/docs/concepts/policies
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from strongroom import naming
from strongroom.stores.reader import Reader
from strongroom.stores.vault_errors import translated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.stores.vault import Vault

_RULE = re.compile(r'path\s+"([^"]+)"\s*\{(.*?)\}', re.DOTALL)
_CAPABILITIES = re.compile(r"capabilities\s*=\s*\[(.*?)\]", re.DOTALL)
_ROLES = {"approle": "role", "jwt": "role", "oidc": "role", "aws": "role", "kubernetes": "role", "cert": "certs"}


def readers(store: Vault, path: str) -> Iterator[Reader]:
    """Everybody who carries a policy that lets them read the value; raises StoreError."""
    target = f"{naming.KV_MOUNT}/data/{path}"
    place = store.address(path)
    with translated(store.place):
        names = _keys(store, "sys/policies/acl")
        texts = {name: _data(store, f"sys/policies/acl/{name}").get("policy", "") for name in names if name != "root"}
        mounts = {name: facts["type"] for name, facts in _data(store, "sys/auth").items() if isinstance(facts, dict)}
        granting = {name for name, text in texts.items() if allows(str(text), target)}
        for mount, kind in sorted(mounts.items()):
            for role in _keys(store, f"auth/{mount}{_ROLES[kind]}") if kind in _ROLES else ():
                facts = _data(store, f"auth/{mount}{_ROLES[kind]}/{role}")
                held = sorted(granting & {*(facts.get("token_policies") or ()), *(facts.get("policies") or ())})
                if held:
                    yield Reader(who=f"role {role} of auth/{mount}", through=place, grounds=f"policy {', '.join(held)}")
    for name in sorted(granting):
        yield Reader(who=f"any token with the policy {name}", through=place, grounds=f"policy {name}")
    yield Reader(who="any root token", through=place, grounds="policy root")


def allows(policy: str, target: str) -> bool:
    """Whether a policy lets read a path: of the rules that fit, the most exact one decides."""
    fitting = [
        (len(path.rstrip("*").split("+")[0]), not path.endswith("*"), len(path), body)
        for path, body in _RULE.findall(policy)
        if _fits(path, target)
    ]
    if not fitting:
        return False
    found = _CAPABILITIES.search(max(fitting)[3])
    capabilities = set(re.findall(r'"([a-z]+)"', found[1])) if found else set()
    return "read" in capabilities and "deny" not in capabilities


def _fits(pattern: str, target: str) -> bool:
    segments = "/".join("[^/]+" if part == "+" else re.escape(part) for part in pattern.removesuffix("*").split("/"))
    return re.fullmatch(segments + (".*" if pattern.endswith("*") else ""), target) is not None


def _data(store: Vault, path: str) -> dict[str, Any]:
    answer: Any = store.client.adapter.get(f"v1/{path}")
    found = answer if isinstance(answer, dict) else answer.json()
    return found.get("data") or {}


def _keys(store: Vault, path: str) -> list[str]:
    from hvac.exceptions import InvalidPath

    try:
        answer: Any = store.client.adapter.list(f"v1/{path}")
    except InvalidPath:  # how Vault says that there are none
        return []
    found = answer if isinstance(answer, dict) else answer.json()
    return list((found.get("data") or {}).get("keys", ()))
