"""What `make up` says at its end: what exists now, and what to try next."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

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
_PAGE_SECONDS = 120
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


def status_page(environment: Mapping[str, str], catalogue: Path, directory: Path) -> Path | None:
    """Write a page that shows where each value stands, beside the local cloud; None where that fails."""
    page = directory / "status.html"
    page.unlink(missing_ok=True)
    written = ["status", "--catalogue", str(catalogue), "--format", "html", "--output", str(page)]
    command = [sys.executable, "-m", "strongroom", *written]
    # What a store could not say stands in the page itself, so its exit code does not matter here.
    subprocess.run(command, env=dict(environment), capture_output=True, timeout=_PAGE_SECONDS, check=False)
    return page if page.exists() else None


def summary(resources: Sequence[Mapping[str, Any]], page: Path | None = None) -> str:
    """Count the resources of a state by what people call them, name the page of the values, and say what to try."""
    counts = Counter(_NAMES[one["type"]] for one in resources if one["type"] in _NAMES)
    lines = [f"  {count:>4} {one if count == 1 else many}" for (one, many), count in counts.most_common()]
    stands = ["", "a page that shows where each value stands:", f"  {page}"] if page else []
    return "\n".join(["what exists now:", *_vault(resources), *lines, *stands, "", _NEXT])
