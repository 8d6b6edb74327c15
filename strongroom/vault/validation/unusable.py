"""What a policy lets, asked of the server itself, with a token that nobody can use.

The role `validation` of Vault's token method makes tokens that carry one of the program's policies, live for a minute,
end with ours, and are refused wherever they come from, for they are bound to an address that is nobody's. The server
still tells what such a token could do (`sys/capabilities-accessor`): its own judgement, and no copy of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from strongroom import naming
from strongroom.stores.errors import DeniedError, NotFoundError, StoreError
from strongroom.vault.validation.lag import once_learned

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from strongroom.vault.client import Client

Capabilities = frozenset[str]
NOTHING: Capabilities = frozenset()
WHO_MAY = "docs/vault.md, Validation, says what the operator needs, and how an older cluster gets it"


def asked(client: Client, policy: str, paths: Sequence[str]) -> Mapping[str, Capabilities]:
    """What a token with this policy alone could do at each path.

    Raises:
        NotFoundError: there is no such policy.
        DeniedError: we may not ask, or the token could be used: it was then revoked at once.
        StoreError: the server did not answer.
    """
    try:
        made = client.write(f"auth/token/create/{naming.VAULT_UNUSABLE}", policies=[policy], ttl="1m")
    except StoreError as problem:
        found = f"it makes no token to ask about {policy} with ({problem.problem})"
        raise DeniedError(place=client.place, problem=found, way_out=WHO_MAY) from None
    _demand_unusable(client, str(made["auth"]["client_token"]))
    if any("does not exist" in warning for warning in made.get("warnings") or ()):
        raise NotFoundError(place=client.place, problem=f"it has no policy {policy}", way_out="pulumi up writes it")
    about: dict[str, Any] = {"accessor": made["auth"]["accessor"], "paths": list(paths)}
    told: Mapping[str, Any] = once_learned(lambda: client.write("sys/capabilities-accessor", **about))["data"]
    return {path: frozenset(told[path]) - {"deny"} for path in paths}


def _demand_unusable(client: Client, token: str) -> None:
    """Raise DeniedError where the server would let somebody in with it."""
    held = client.signed_in(token)
    try:
        held.read("auth/token/lookup-self")
    except DeniedError:
        return
    except StoreError:
        pass
    held.write("auth/token/revoke-self")
    found = "a token that was made to ask about could be used; it is revoked"
    way_out = f"bind auth/token/roles/{naming.VAULT_UNUSABLE} to 192.0.2.1/32 again, as a new cluster has it"
    raise DeniedError(place=client.place, problem=found, way_out=way_out)
