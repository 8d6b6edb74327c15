"""What each kind of client may do in Vault, from the catalogue's paths: no wildcard over all, no system path.

The program writes these policies into the cluster; `strongroom vault validate` holds the cluster against them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strongroom import naming

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from strongroom.catalogue.secret import Secret
    from strongroom.catalogue.workspace import Workspace

MIRROR, OPERATORS, BREAK_GLASS = "mirror", "operators", "break-glass"
MOST_BREAK_GLASS_MINUTES = 480  # that a stack may let a way in live


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Capabilities on a path of Vault; a `*` at its end stands for any rest.

    `switched`: the switches that may be sent, each to this one value; left out: whatever the path takes.
    """

    path: str
    capabilities: tuple[str, ...]
    switched: tuple[tuple[str, bool], ...] = ()

    def __str__(self) -> str:
        granted = ", ".join(f'"{one}"' for one in self.capabilities)
        sent = ", ".join(f'"{name}" = [{str(value).lower()}]' for name, value in self.switched)
        bounds = f"\n  allowed_parameters = {{ {sent} }}\n" if sent else " "
        return f'path "{self.path}" {{ capabilities = [{granted}]{bounds}}}'


ITSELF = (
    Rule(path="auth/token/lookup-self", capabilities=("read",)),
    Rule(path="auth/token/renew-self", capabilities=("update",)),
    Rule(path="auth/token/revoke-self", capabilities=("update",)),
)


@dataclass(frozen=True)
class Policy:
    """The rules of one policy."""

    rules: tuple[Rule, ...]

    def __str__(self) -> str:
        """As Vault takes it."""
        return "".join(f"{rule}\n" for rule in self.rules)


def read_policy(paths: Iterable[str]) -> Policy:
    """An application or a pipeline reads what its workspace holds."""
    return _policy(paths, data=("read",))


def mirror_policy(paths: Iterable[str]) -> Policy:
    """The mirror writes values and sees versions; it has no need to read a value back that it did not write."""
    return _policy(paths, data=("create", "update"), metadata=("create", "read", "update"))


def operator_policy(paths: Iterable[str]) -> Policy:
    """A maintainer puts values, reads them back to compare, and takes versions away so that they can come back."""
    return _policy(
        paths,
        data=("create", "read", "update", "delete"),
        metadata=("list", "read", "update"),
        delete=("update",),
        undelete=("update",),
    )


def break_glass_policy(paths: Iterable[str]) -> Policy:
    """In an emergency: every value of the catalogue can be read, and nothing changed."""
    return _policy(paths, data=("read",), metadata=("list", "read"))


def of_workspace(workspace: str) -> str:
    """The purpose of the policy with which a workspace's values are read."""
    return f"read-{workspace}"


def policies(workspaces: Iterable[Workspace], secrets: Sequence[Secret]) -> Mapping[str, Policy]:
    """Every policy of a cluster that holds these entries, by purpose."""
    every = [secret.path for secret in secrets]
    return {
        MIRROR: mirror_policy(every),
        OPERATORS: operator_policy(every),
        BREAK_GLASS: break_glass_policy(every),
        **{
            of_workspace(one.workspace): read_policy(
                secret.path for secret in secrets if secret.workspace == one.workspace
            )
            for one in workspaces
        },
    }


def pattern(path: str) -> str:
    """A path as Vault matches it: a family's `*` may only stand at the end."""
    head, star, _ = path.partition("*")
    return head + star


def _policy(paths: Iterable[str], **capabilities: tuple[str, ...]) -> Policy:
    rules = (
        Rule(path=f"{naming.KV_MOUNT}/{area}/{path}", capabilities=granted)
        for path in sorted({pattern(path) for path in paths})
        for area, granted in capabilities.items()
    )
    return Policy((*rules, *ITSELF))
