"""What a workspace has on GitHub: the environments of its repositories, under one organisation's provider."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pulumi
import pulumi_github as github

from components import child
from components.github_environment import GithubEnvironment, GithubEnvironmentArgs
from strongroom.catalogue.destination import GithubEnvironment as ToEnvironment

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from components.settings import Settings
    from strongroom.catalogue import Delivery, Environment, Workspace
    from strongroom.catalogue.workspace import GithubSettings


@dataclass(frozen=True, kw_only=True)
class GithubOrganisationArgs:
    """A workspace's settings, and the deliveries that the engine writes with their values by address.

    `variables`: what the program tells workflows beside the catalogue, by place (`owner/name/environments/production`).
    """

    workspace: str
    settings: GithubSettings
    environments: Sequence[Environment]
    deliveries: Sequence[Delivery]
    values: Mapping[str, pulumi.Input[str]]
    write_delay_ms: int
    variables: Mapping[str, Mapping[str, pulumi.Input[str]]] = field(default_factory=dict)


class GithubOrganisation(pulumi.ComponentResource):
    """The environments of one workspace's repositories, of those environments that the stack holds."""

    def __init__(self, args: GithubOrganisationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("strongroom:github:GithubOrganisation", args.workspace, None, opts)
        provider = self._organisation(args)
        for repository, settings in args.settings.repositories.items():
            for name, environment in settings.environments.items():
                if environment.environment not in args.environments:
                    continue
                place = f"{repository}/environments/{name}"
                there = [d for d in args.deliveries if _is_for(d, repository, name)]
                GithubEnvironment(
                    place,
                    GithubEnvironmentArgs(
                        repository=repository.partition("/")[2],
                        name=name,
                        settings=environment,
                        secrets={d.name: args.values[d.address] for d in there if d.secret.kind == "secret"},
                        variables={
                            **{d.name: args.values[d.address] for d in there if d.secret.kind == "configuration"},
                            **args.variables.get(place, {}),
                        },
                    ),
                    child.of(self, providers=[provider]),
                )
        self.register_outputs({})

    def _organisation(self, args: GithubOrganisationArgs) -> github.Provider:
        # The SDK would copy the token into the provider's state. The plugin reads it from its own environment.
        os.environ.pop("GITHUB_TOKEN", None)
        return github.Provider(
            args.settings.organisation,
            owner=args.settings.organisation,
            write_delay_ms=args.write_delay_ms,
            opts=child.of(self),
        )


def of_workspaces(
    workspaces: Iterable[Workspace],
    settings: Settings,
    *,
    deliveries: Sequence[Delivery],
    values: Mapping[str, pulumi.Input[str]],
    variables: Mapping[str, Mapping[str, pulumi.Input[str]]],
) -> None:
    """The organisation of each workspace that has one, with what the engine writes into it."""
    for workspace in workspaces:
        if workspace.github:
            GithubOrganisation(
                GithubOrganisationArgs(
                    workspace=workspace.workspace,
                    settings=workspace.github,
                    environments=settings.rehearses,
                    deliveries=deliveries,
                    values=values,
                    write_delay_ms=settings.github_write_delay_ms,
                    variables=variables,
                )
            )


def _is_for(delivery: Delivery, repository: str, environment: str) -> bool:
    destination = delivery.destination
    return isinstance(destination, ToEnvironment) and delivery.address.startswith(
        f"github:{repository}/environments/{environment}/"
    )
