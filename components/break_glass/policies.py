"""What break-glass tokens may do in Vault: read the paths of one request, or end what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom import naming
from strongroom.catalogue.vault_policies import ITSELF, Policy, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_PATHS = 5  # as many as break_glass/rules.py lets a request have
_DEPTHS = range(2, 7)  # segments of a path (strongroom.naming)


def paths_policy(accessor: str) -> Policy:
    """Reads the paths of the request, and no others: they stand in the token's signed claims.

    A login copies the claims into its alias at this mount, `accessor`. The server leaves out a rule for which there is
    no claim, and refuses a claim with a slash or a wildcard in it: so each segment has one, and each depth a rule.
    https://openbao.org/docs/concepts/policies/#templated-policies
    """
    rules = (
        Rule(
            path="/".join((naming.KV_MOUNT, "data", *(_filled_in(accessor, claim) for claim in claims))),
            capabilities=("read",),
        )
        for claims in _paths()
    )
    return Policy((*rules, *ITSELF))


def end_policy() -> Policy:
    """Shuts the entity of the one who signed in, for good, and does nothing else.

    The function signs the end of a request for the same subject as its opening: so both are one entity here, and
    whatever token has the request open is a token of that. A shut entity's tokens do nothing, and it gets no new one.
    https://openbao.org/api-docs/secret/identity/entity/#update-entity-by-id
    """
    itself = Rule(
        path="identity/entity/id/{{identity.entity.id}}", capabilities=("update",), switched=(("disabled", True),)
    )
    return Policy((itself,))


def path_claims() -> tuple[str, ...]:
    """Names of all claims that may hold a segment of a path."""
    return tuple(claim for claims in _paths() for claim in claims)


def _paths() -> Iterator[tuple[str, ...]]:
    """The claims of one path: for each place in the request, and each depth. As break_glass/way_in.py names them."""
    for place in range(1, MOST_PATHS + 1):
        for depth in _DEPTHS:
            yield tuple(f"path_{place}_{depth}_{segment}" for segment in range(1, depth + 1))


def _filled_in(accessor: str, claim: str) -> str:
    return f"{{{{identity.entity.aliases.{accessor}.metadata.{claim}}}}}"
