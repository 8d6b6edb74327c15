"""What `make up` says at its end: what exists now, and what to try next."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Singular, plural; a type that is not here is counted with the rest.
_NAMES = {
    "aws:kms/key:Key": ("encryption key", "encryption keys"),
    "aws:secretsmanager/secret:Secret": ("entry in Secrets Manager", "entries in Secrets Manager"),
    "random:index/randomPassword:RandomPassword": ("generated value", "generated values"),
    "github:index/repositoryEnvironment:RepositoryEnvironment": ("GitHub environment", "GitHub environments"),
    "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret": (
        "secret on GitHub, written by the engine",
        "secrets on GitHub, written by the engine",
    ),
    "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable": (
        "variable on GitHub, written by the engine",
        "variables on GitHub, written by the engine",
    ),
}
_NEXT = """try next:
  make shell                  a shell in which these work; leave it with exit
    strongroom status         where every value stands
    strongroom put PATH       where to find a value; checks it, stores it, reads it back
    pulumi stack              what the engine made
    python -m local status    the servers: the nodes of Vault, the emulator, the stand-in
  make preview STACK=production
  make down                   nothing is left"""


def _vault(resources: Sequence[Mapping[str, Any]]) -> list[str]:
    """The cluster, by the size of its scaling group."""
    groups = [one for one in resources if one["type"] == "aws:autoscaling/group:Group"]
    return [f"  {1:>4} Vault cluster of {group['outputs']['desiredCapacity']} nodes" for group in groups]


def summary(resources: Sequence[Mapping[str, Any]]) -> str:
    """Count the resources of a state by what people call them, and say what to try."""
    counts = Counter(_NAMES[one["type"]] for one in resources if one["type"] in _NAMES)
    lines = [f"  {count:>4} {one if count == 1 else many}" for (one, many), count in counts.most_common()]
    return "\n".join(["what exists now:", *_vault(resources), *lines, "", _NEXT])
