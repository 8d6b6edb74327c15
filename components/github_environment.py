"""A deployment environment of a GitHub repository: who approves, which branches deploy, what the engine puts in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_github as github

from components import child

if TYPE_CHECKING:
    from collections.abc import Mapping

    from strongroom.catalogue.workspace import GithubEnvironmentSettings, Reviewers


@dataclass(frozen=True, kw_only=True)
class GithubEnvironmentArgs:
    """One environment. Values that are not here are written by the mirror and never seen by the program."""

    repository: str  # without its owner: the provider knows the owner
    name: str
    settings: GithubEnvironmentSettings
    secrets: Mapping[str, pulumi.Input[str]]
    variables: Mapping[str, pulumi.Input[str]]


class GithubEnvironment(pulumi.ComponentResource):
    """An environment with its protection, and the secrets and variables that the engine writes."""

    def __init__(self, name: str, args: GithubEnvironmentArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("strongroom:github:GithubEnvironment", name, None, opts)
        environment = self._environment(name, args)
        self._branches(name, args, environment)
        self._secrets(name, args, environment)
        self._variables(name, args, environment)
        self.register_outputs({"environment": environment.environment})

    def _environment(self, name: str, args: GithubEnvironmentArgs) -> github.RepositoryEnvironment:
        settings = args.settings
        restricted = bool(settings.branches or settings.tags)
        return github.RepositoryEnvironment(
            name,
            repository=args.repository,
            environment=args.name,
            wait_timer=settings.wait_minutes,
            prevent_self_review=settings.prevent_self_review,
            can_admins_bypass=False,
            reviewers=self._reviewers(settings.reviewers),
            deployment_branch_policy={"protected_branches": False, "custom_branch_policies": True}
            if restricted
            else None,
            opts=child.of(self),
        )

    def _reviewers(self, reviewers: Reviewers) -> list[github.RepositoryEnvironmentReviewerArgs] | None:
        """GitHub knows reviewers by number; the catalogue names them as people do."""
        lookup = pulumi.InvokeOutputOptions(parent=self)
        teams = [github.get_team_output(slug=slug, summary_only=True, opts=lookup).id for slug in reviewers.teams]
        users = [github.get_user_output(username=login, opts=lookup).id for login in reviewers.users]
        if not teams and not users:
            return None
        return [
            github.RepositoryEnvironmentReviewerArgs(
                teams=[team.apply(int) for team in teams], users=[user.apply(int) for user in users]
            )
        ]

    def _branches(self, name: str, args: GithubEnvironmentArgs, environment: github.RepositoryEnvironment) -> None:
        patterns = [("branch_pattern", p) for p in args.settings.branches]
        patterns += [("tag_pattern", p) for p in args.settings.tags]
        for kind, pattern in patterns:
            github.RepositoryEnvironmentDeploymentPolicy(
                f"{name}/{kind.removesuffix('_pattern')}/{pattern}",
                repository=args.repository,
                environment=environment.environment,
                **{kind: pattern},
                opts=child.of(self),
            )

    def _secrets(self, name: str, args: GithubEnvironmentArgs, environment: github.RepositoryEnvironment) -> None:
        for secret, value in args.secrets.items():
            github.ActionsEnvironmentSecret(
                f"{name}/{secret}",
                repository=args.repository,
                environment=environment.environment,
                secret_name=secret,
                value=value,
                opts=child.of(self),
            )

    def _variables(self, name: str, args: GithubEnvironmentArgs, environment: github.RepositoryEnvironment) -> None:
        for variable, value in args.variables.items():
            github.ActionsEnvironmentVariable(
                f"{name}/{variable}",
                repository=args.repository,
                environment=environment.environment,
                variable_name=variable,
                value=value,
                opts=child.of(self),
            )
