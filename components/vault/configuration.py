"""What a running cluster is told: engines, audit, policies from the catalogue, ways to log in, limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_vault as vault

from components import child
from components.vault.configuration_arguments import (
    GithubActions,
    VaultConfigurationArgs,
    VaultConfigurationError,
)
from components.vault.settings import People
from strongroom import naming
from strongroom.catalogue import vault_policies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.context import Context

__all__ = [
    "GithubActions",
    "People",
    "VaultConfiguration",
    "VaultConfigurationArgs",
    "VaultConfigurationError",
]

_MINUTE = 60
_HOUR = 60 * _MINUTE


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
        doors = {"approle": self._machines(args).path, "github-actions": self._github(args).path}
        if args.people:
            doors["people"] = self._people(args.people).path
        if args.aws_roles:
            doors["aws"] = self._aws(args).path
        self._limits(args, doors)
        self.register_outputs({"policies": self.policy_names})

    def _audit(self, args: VaultConfigurationArgs) -> None:
        """HashiCorp Vault takes its audit devices through the API; OpenBao has them in the server's configuration."""
        if args.distribution == "openbao":
            return
        devices = {
            "file": {"file_path": "/var/log/vault/audit.log", "mode": "0600"},
            args.second_audit.type: dict(args.second_audit.options),
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
        names = {}
        for purpose, policy in vault_policies.policies(args.workspaces, args.secrets).items():
            names[purpose] = self._context.name(purpose)
            vault.Policy(purpose, name=names[purpose], policy=str(policy), opts=child.of(self, depends_on=[engine]))
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

    def _github(self, args: VaultConfigurationArgs) -> vault.jwt.AuthBackend:
        """Workflows log in with GitHub's token of the run, bound to a repository and one of its environments."""
        backend = vault.jwt.AuthBackend(
            "github-actions",
            path="github-actions",
            type="jwt",
            description="GitHub Actions, by the token of a run",
            bound_issuer=args.github.issuer,
            opts=child.of(self),
            **_trusted(args.github),
        )
        self._workflow(args, backend, "mirror", args.github.mirror_repository, args.github.mirror_environment)
        for workspace in args.workspaces:
            for repository, settings in (workspace.github.repositories if workspace.github else {}).items():
                for environment in settings.environments:
                    self._workflow(args, backend, f"read-{workspace.workspace}", repository, environment)
        return backend

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
            role_name=naming.workflow_role(self._context.environment, purpose, repository, environment),
            role_type="jwt",
            user_claim="repository",
            bound_audiences=[f"https://{args.domain_name}"],
            bound_claims={"repository": repository, "environment": environment},
            bound_claims_type="string",
            disable_bound_claims_parsing=True,  # else a comma parts a claim into several, any of which would do
            token_policies=[self.policy_names[purpose]],
            token_ttl=15 * _MINUTE,
            token_max_ttl=_HOUR,
            token_no_default_policy=True,
            opts=child.of(self),
        )

    def _people(self, people: People) -> vault.jwt.AuthBackend:
        """Members of the group put and read the catalogue's values, and sign in anew every hour."""
        backend = vault.jwt.AuthBackend(
            "people",
            path="people",
            type="jwt",
            description="People, by a token of their identity provider",
            bound_issuer=people.issuer,
            opts=child.of(self),
            **_trusted(people),
        )
        vault.jwt.AuthBackendRole(
            "people-operators",
            backend=backend.path,
            role_name=self._context.name("operators"),
            role_type="jwt",
            user_claim=people.user_claim,
            bound_audiences=[people.audience],
            bound_claims={people.groups_claim: people.group},
            bound_claims_type="string",
            disable_bound_claims_parsing=True,  # else a comma parts a claim into several, any of which would do
            token_policies=[self.policy_names["operators"]],
            token_ttl=_HOUR,
            token_max_ttl=_HOUR,
            token_no_default_policy=True,
            opts=child.of(self),
        )
        return backend

    def _aws(self, args: VaultConfigurationArgs) -> vault.AuthBackend:
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
        return backend

    def _limits(self, args: VaultConfigurationArgs, doors: Mapping[str, pulumi.Output[Any]]) -> None:
        """For the whole server, and a tenth for the logins of each method: guessing is slow, and keeps nobody out."""
        vault.QuotaRateLimit(
            "everything",
            name=self._context.name("everything"),
            path="",
            rate=args.requests_per_second,
            opts=child.of(self),
        )
        for method, path in doors.items():
            vault.QuotaRateLimit(
                f"logins-{method}",
                name=self._context.name(f"logins-{method}"),
                path=pulumi.Output.concat("auth/", path, "/login"),
                rate=args.requests_per_second / 10,
                opts=child.of(self),
            )


def _trusted(given: GithubActions | People) -> dict[str, Any]:
    """How the signatures of an issuer are verified: by its keys, or by what it says of itself."""
    if given.public_keys:
        return {"jwt_validation_pubkeys": list(given.public_keys)}
    return {"oidc_discovery_url": given.issuer}
