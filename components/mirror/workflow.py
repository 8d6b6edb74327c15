"""The mirror workflow of a stack: which entries it reads, which variables it is told, and what stands against it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pulumi

from components.mirror import access
from strongroom import naming
from strongroom.catalogue.source import Constant, Derived

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from components.context import Context
    from components.mirror.settings import MirrorSettings
    from components.settings import Settings
    from components.vault.settings import VaultSettings
    from strongroom.catalogue import Catalogue, Delivery, Environment, Secret

_ON_DEVELOPERS_MACHINES = ("env-file", "mcp")  # which a workflow never reaches: `strongroom sync` writes there


class MirrorRefusedError(pulumi.RunError, ValueError):
    """The mirror's identity can't be built as asked; the message lists every problem."""


@dataclass(frozen=True, kw_only=True)
class MirrorWorkflow:
    """The settings of the mirror, and of the Vault that it delivers to; the catalogue, and the stack's part of it."""

    settings: MirrorSettings
    vault: VaultSettings | None
    catalogue: Catalogue
    environments: Sequence[Environment]

    @cached_property
    def _deliveries(self) -> list[Delivery]:
        delivered = self.catalogue.deliveries(self.environments)
        return [d for d in delivered if d.writer == "mirror" and d.destination.to not in _ON_DEVELOPERS_MACHINES]

    @cached_property
    def read(self) -> frozenset[str]:
        """Paths in Secrets Manager whose values the workflow reads; of a family with its `*`."""
        origins = [self._origin(delivery.secret) for delivery in self._deliveries]
        return frozenset({secret.path for secret in origins if self._is_here(secret)} | set(self._tokens.values()))

    @property
    def unread(self) -> frozenset[str]:
        """Paths of the stack's other entries."""
        return self._held - self.read

    @cached_property
    def _held(self) -> frozenset[str]:
        return frozenset(s.path for s in self.catalogue.select(self.environments) if self._is_here(s))

    @property
    def written(self) -> list[str]:
        """Paths in Secrets Manager that are destinations."""
        return sorted({d.name for d in self._deliveries if d.destination.to == "secrets-manager"})

    @property
    def _tokens(self) -> Mapping[str, str]:
        """Path of each token's entry by the variable that names it."""
        named = {
            "MIRROR_FLY_TOKEN_ENTRY": self.settings.fly_token_entry,
            "MIRROR_PULUMI_TOKEN_ENTRY": self.settings.pulumi_token_entry,
        }
        return {variable: path for variable, path in named.items() if path}

    def variables(
        self, context: Context, environment: Environment, role_arn: pulumi.Input[str]
    ) -> dict[str, pulumi.Input[str]]:
        """What the workflow is told in one of the repository's environments (.github/workflows/mirror.yml)."""
        told: dict[str, pulumi.Input[str]] = {"MIRROR_AWS_ROLE": role_arn, "MIRROR_AWS_REGION": context.region}
        if self.settings.github_app:
            told["MIRROR_GITHUB_APP"] = self.settings.github_app
        if self.settings.github_app_key:
            told["MIRROR_GITHUB_APP_KEY"] = self.settings.github_app_key
        if self.vault and self.vault.mirror_environment == environment:
            told["MIRROR_VAULT_ADDR"] = f"https://{self.vault.domain_name}"
            told["MIRROR_VAULT_ROLE"] = naming.workflow_role(
                context.environment, "mirror", self.settings.repository, environment
            )
        held = {secret.path for secret in self.catalogue.select([environment])}
        return told | {variable: path for variable, path in self._tokens.items() if path in held}

    def places(self) -> dict[Environment, str]:
        """Where the engine writes them: the repository's environments that the catalogue declares, by environment."""
        declared = {
            (repository, name): settings.environment
            for workspace in self.catalogue.workspaces
            for repository, of_it in (workspace.github.repositories if workspace.github else {}).items()
            for name, settings in of_it.environments.items()
        }
        repository = self.settings.repository
        return {e: f"{repository}/environments/{e}" for e in self.environments if declared.get((repository, e)) == e}

    def problems(self, context: Context) -> Iterator[str]:
        """Everything that keeps the identity from being built, one line each."""
        if self.settings.github_app and not self.settings.github_app_key:
            yield "githubApp is given without githubAppKey; an app signs in with its key in KMS, so name that too"
        if self.vault and self.vault.mirror_repository != self.settings.repository:
            yield (
                f"repository is {self.settings.repository} and vault.mirrorRepository {self.vault.mirror_repository};"
                " one workflow mirrors, so name it in both"
            )
        if self.vault and self.vault.mirror_environment not in self.environments:
            yield (
                f"vault.mirrorEnvironment is {self.vault.mirror_environment}, which this stack does not hold;"
                f" use {' or '.join(self.environments)}"
            )
        yield from self._problems_of_tokens()
        yield from self._problems_of_names()
        try:
            access.patterns(context, self.read, self.unread)
        except access.TooManyEntriesError:
            yield (
                f"{len(self.read)} entries don't fit into a role's policy by name, and other entries stand in their"
                " folders; move those that the mirror does not read into folders of their own"
            )

    def _problems_of_tokens(self) -> Iterator[str]:
        for variable, path in self._tokens.items():
            if path not in self._held:
                key = "flyTokenEntry" if "FLY" in variable else "pulumiTokenEntry"
                yield f'{key} "{path}" is no entry of this stack in Secrets Manager; declare it, or name another one'

    def _problems_of_names(self) -> Iterator[str]:
        taken = {delivery.address: delivery for delivery in self.catalogue.deliveries(self.environments)}
        for place in self.places().values():
            for variable in naming.MIRROR_VARIABLES:
                if delivery := taken.get(f"github:{place}/{variable}"):
                    yield (
                        f'"{delivery.secret.path}" is delivered to {place} as {variable}, which the program writes;'
                        " give it an alias"
                    )

    def _origin(self, secret: Secret) -> Secret:
        """The entry whose value it is, or is computed from."""
        base = self.catalogue.resolve(secret.source.secret) if isinstance(secret.source, Derived) else None
        return secret if base is None else self._origin(base)

    def _is_here(self, secret: Secret) -> bool:
        kept = self.catalogue.workspace_of(secret).store == "secrets-manager"
        return kept and not isinstance(secret.source, Constant | Derived)


def of_stack(context: Context, settings: Settings, catalogue: Catalogue) -> MirrorWorkflow | None:
    """The stack's mirror; None where it has none.

    Raises:
        MirrorRefusedError: with every problem, before anything of the stack is made.
    """
    if settings.mirror is None:
        return None
    workflow = MirrorWorkflow(
        settings=settings.mirror, vault=settings.vault, catalogue=catalogue, environments=settings.rehearses
    )
    if found := [f"  strongroom:mirror: {problem}" for problem in workflow.problems(context)]:
        raise MirrorRefusedError("the mirror's identity can't be built; nothing was changed\n" + "\n".join(found))
    return workflow
