"""What break-glass tokens may do in Vault: read the paths of one request, or end what is open."""

from __future__ import annotations

from strongroom import naming
from strongroom.catalogue.vault_policies import ITSELF, Policy, Rule

MOST_PATHS = 8  # as many claims as break_glass/rules.py lets a request have


def paths_policy(accessor: str) -> Policy:
    """Reads the paths of the request, and no others: they stand in the token's signed claims.

    A login copies the claims into its alias at this mount, `accessor`. Where a request has fewer paths, the server
    leaves the other rules out. https://openbao.org/docs/concepts/policies/#templated-policies
    """
    claimed = (f"{{{{identity.entity.aliases.{accessor}.metadata.{claim}}}}}" for claim in path_claims())
    rules = (
        Rule(path=f"{naming.KV_MOUNT}/{area}/{path}", capabilities=("read",))
        for path in claimed
        for area in ("data", "metadata")
    )
    return Policy((*rules, *ITSELF))


def end_policy(mount: str) -> Policy:
    """Revokes every token that a login at this mount gave, and does nothing else."""
    everything = Rule(path=f"sys/leases/revoke-prefix/auth/{mount}/*", capabilities=("update", "sudo"))
    return Policy((everything, *ITSELF))


def path_claims() -> tuple[str, ...]:
    """Names of the claims that hold a request's paths."""
    return tuple(f"path_{place}" for place in range(1, MOST_PATHS + 1))
