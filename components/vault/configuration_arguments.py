"""What the configuration of a cluster is told, and everything that can be wrong with it, said at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import pulumi

from components.vault.cluster.node_files import AuditDevice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from components.vault.settings import People
    from strongroom.catalogue import Secret, Workspace

GITHUB_ISSUER = "https://token.actions.githubusercontent.com"
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+")


class VaultConfigurationError(pulumi.RunError, ValueError):
    """The configuration can't work; the message lists every problem."""


@dataclass(frozen=True, kw_only=True)
class GithubActions:
    """Whose tokens are believed: GitHub's by default; elsewhere (an Enterprise Server, loopback) other keys' tokens."""

    mirror_repository: str
    mirror_environment: str
    issuer: str = GITHUB_ISSUER
    public_keys: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class VaultConfigurationArgs:
    """The catalogue's workspaces and held entries, the server's kind and name, who comes from where, and the limits.

    `machine_cidrs`: where AppRole logins may come from. `aws_roles`: IAM role ARN by workspace, for the server that
    has the AWS method. `people`: who puts and reads secrets by hand; nobody where left out.
    `requests_per_second`: for the whole cluster; the logins of each method get a tenth. `second_audit`: beside the
    file, where the server takes its audit devices through the API.
    """

    workspaces: Sequence[Workspace]
    secrets: Sequence[Secret]
    distribution: Literal["vault", "openbao"]
    domain_name: str
    github: GithubActions
    machine_cidrs: tuple[str, ...]
    aws_roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    people: People | None = None
    requests_per_second: float = 2000.0
    second_audit: AuditDevice = field(default_factory=AuditDevice)

    def __post_init__(self) -> None:
        found = list(problems(self))
        if found:
            raise VaultConfigurationError("\n".join(found))


def problems(args: VaultConfigurationArgs) -> Iterator[str]:
    """Everything that is wrong, each with the way out."""
    if not args.domain_name:
        yield "vault.domain_name is missing; tokens are bound to it, give the name clients use"
    if not _REPOSITORY.fullmatch(args.github.mirror_repository):
        yield f'vault.github.mirror_repository "{args.github.mirror_repository}" is not OWNER/NAME'
    if not args.github.mirror_environment:
        yield "vault.github.mirror_environment is missing; without it any branch could ask for the mirror's token"
    if args.aws_roles and args.distribution == "openbao":
        yield "vault.aws_roles is given and OpenBao has no AWS auth method; use AppRole or JWT, or HashiCorp Vault"
    if args.people:
        yield from _people_problems(args.people)
    if not args.machine_cidrs:
        yield "vault.machine_cidrs is empty; name the ranges from which machines may log in"
    if args.requests_per_second <= 0:
        yield f"vault.requests_per_second is {args.requests_per_second}; give a positive rate"


def _people_problems(people: People) -> Iterator[str]:
    if not people.issuer.startswith("https://"):
        yield f'vault.people.issuer "{people.issuer}" is no https:// address; give the identity provider\'s own'
    if not (people.audience and people.group):
        yield "vault.people needs an audience and a group; without them everybody whom the issuer knows could come"
