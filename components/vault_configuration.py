"""What a running cluster is told: engines, audit, policies from the catalogue, ways to log in, limits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import pulumi
import pulumi_vault as vault

from components import child
from components import vault_configuration_policies as policies
from strongroom import naming

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from components.context import Context
    from strongroom.catalogue import Secret, Workspace

GITHUB_ISSUER = "https://token.actions.githubusercontent.com"
_MINUTE = 60
_HOUR = 60 * _MINUTE
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
    has the AWS method. `requests_per_second`: for the whole cluster; logins get a tenth.
    """

    workspaces: Sequence[Workspace]
    secrets: Sequence[Secret]
    distribution: Literal["vault", "openbao"]
    domain_name: str
    github: GithubActions
    machine_cidrs: tuple[str, ...]
    aws_roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    requests_per_second: float = 2000.0

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
    if not args.machine_cidrs:
        yield "vault.machine_cidrs is empty; name the ranges from which machines may log in"
    if args.requests_per_second <= 0:
        yield f"vault.requests_per_second is {args.requests_per_second}; give a positive rate"


class VaultConfiguration(pulumi.ComponentResource):
    """KV v2 at `secret`, audit, policies, AppRole and JWT (and AWS) logins, quotas. Holds no value."""

    policy_names: Mapping[str, str]
    """Policy name by purpose: `mirror`, `operators`, `break-glass`, `read-<workspace>`."""

    def __init__(
        self, context: Context, args: VaultConfigurationArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("strongroom:vault:VaultConfiguration", "vault-configuration", None, opts)
        self._context = context
        self._audit(args)
        engine = self._engine()
        self.policy_names = self._policies(args, engine)
        machines = self._machines(args)
        self._github(args)
        if args.aws_roles:
            self._aws(args)
        self._limits(args, machines)
        self.register_outputs({"policies": self.policy_names})

    def _audit(self, args: VaultConfigurationArgs) -> None:
        """HashiCorp Vault takes its audit devices through the API; OpenBao has them in the server's configuration."""
        if args.distribution == "openbao":
            return
        devices = {
            "file": {"file_path": "/var/log/vault/audit.log", "mode": "0600"},
            "syslog": {"facility": "AUTH", "tag": "vault-audit"},
        }
        for kind, options in devices.items():
            vault.Audit(kind, type=kind, path=kind, options=options, opts=child.of(self))

    def _engine(self) -> vault.Mount:
        engine = vault.Mount(
            naming.KV_MOUNT,
            path=naming.KV_MOUNT,
            type="kv",
            options={"version": "2"},
            description="The catalogue's secrets",
            opts=child.of(self, protect=self._context.protect),
        )
        vault.kv.SecretBackendV2(
            naming.KV_MOUNT, mount=engine.path, max_versions=20, cas_required=False, opts=child.of(self)
        )
        return engine

    def _policies(self, args: VaultConfigurationArgs, engine: vault.Mount) -> Mapping[str, str]:
        every = [secret.path for secret in args.secrets]
        documents = {
            "mirror": policies.mirror_policy(every),
            "operators": policies.operator_policy(every),
            "break-glass": policies.break_glass_policy(every),
            **{
                f"read-{workspace.workspace}": policies.read_policy(_paths(args, workspace))
                for workspace in args.workspaces
            },
        }
        names = {}
        for purpose, document in documents.items():
            names[purpose] = self._context.name(purpose)
            vault.Policy(purpose, name=names[purpose], policy=document, opts=child.of(self, depends_on=[engine]))
        return names

    def _machines(self, args: VaultConfigurationArgs) -> vault.AuthBackend:
        """One AppRole a workspace, for machines that have no identity of their own."""
        backend = vault.AuthBackend(
            "approle", type="approle", path="approle", description="Machines", opts=child.of(self)
        )
        for workspace in args.workspaces:
            vault.approle.AuthBackendRole(
                workspace.workspace,
                backend=backend.path,
                role_name=self._context.name(workspace.workspace),
                token_policies=[self.policy_names[f"read-{workspace.workspace}"]],
                token_ttl=20 * _MINUTE,
                token_max_ttl=_HOUR,
                token_no_default_policy=True,
                token_bound_cidrs=list(args.machine_cidrs),
                secret_id_bound_cidrs=list(args.machine_cidrs),
                secret_id_ttl=24 * _HOUR,
                secret_id_num_uses=50,
                bind_secret_id=True,
                opts=child.of(self),
            )
        return backend

    def _github(self, args: VaultConfigurationArgs) -> None:
        """Workflows log in with GitHub's token of the run, bound to a repository and one of its environments."""
        trusted = (
            {"jwt_validation_pubkeys": list(args.github.public_keys)}
            if args.github.public_keys
            else {"oidc_discovery_url": args.github.issuer}
        )
        backend = vault.jwt.AuthBackend(
            "github-actions",
            path="github-actions",
            type="jwt",
            description="GitHub Actions, by the token of a run",
            bound_issuer=args.github.issuer,
            opts=child.of(self),
            **trusted,
        )
        self._workflow(args, backend, "mirror", args.github.mirror_repository, args.github.mirror_environment)
        for workspace in args.workspaces:
            for repository, settings in (workspace.github.repositories if workspace.github else {}).items():
                for environment in settings.environments:
                    self._workflow(args, backend, f"read-{workspace.workspace}", repository, environment)

    def _workflow(
        self,
        args: VaultConfigurationArgs,
        backend: vault.jwt.AuthBackend,
        purpose: str,
        repository: str,
        environment: str,
    ) -> None:
        name = naming.purpose_of(f"{purpose}-{repository}-{environment}".lower())
        vault.jwt.AuthBackendRole(
            name,
            backend=backend.path,
            role_name=self._context.name(name, limit=120),
            role_type="jwt",
            user_claim="repository",
            bound_audiences=[f"https://{args.domain_name}"],
            bound_claims={"repository": repository, "environment": environment},
            bound_claims_type="string",
            token_policies=[self.policy_names[purpose]],
            token_ttl=15 * _MINUTE,
            token_max_ttl=_HOUR,
            token_no_default_policy=True,
            opts=child.of(self),
        )

    def _aws(self, args: VaultConfigurationArgs) -> None:
        """Workloads log in with their IAM role; the header binds the request to this server."""
        backend = vault.AuthBackend("aws", type="aws", path="aws", description="IAM roles", opts=child.of(self))
        vault.aws.AuthBackendClient(
            "aws", backend=backend.path, iam_server_id_header_value=args.domain_name, opts=child.of(self)
        )
        for workspace, arns in args.aws_roles.items():
            vault.aws.AuthBackendRole(
                workspace,
                backend=backend.path,
                role=self._context.name(workspace),
                auth_type="iam",
                bound_iam_principal_arns=list(arns),
                token_policies=[self.policy_names[f"read-{workspace}"]],
                token_ttl=20 * _MINUTE,
                token_max_ttl=_HOUR,
                token_no_default_policy=True,
                opts=child.of(self),
            )

    def _limits(self, args: VaultConfigurationArgs, machines: vault.AuthBackend) -> None:
        vault.QuotaRateLimit(
            "everything",
            name=self._context.name("everything"),
            path="",
            rate=args.requests_per_second,
            opts=child.of(self),
        )
        vault.QuotaRateLimit(
            "logins",
            name=self._context.name("logins"),
            path=pulumi.Output.concat("auth/", machines.path, "/login"),
            rate=args.requests_per_second / 10,
            opts=child.of(self),
        )


def _paths(args: VaultConfigurationArgs, workspace: Workspace) -> list[str]:
    return [secret.path for secret in args.secrets if secret.workspace == workspace.workspace]
