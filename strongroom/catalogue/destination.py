"""Where a value has to arrive: one class a kind of place, told apart by `to`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from strongroom.catalogue.base import Environment, Model, Repository, Text, Word


class _Place(Model):
    environments: tuple[Environment, ...] | None = Field(
        default=None, description="Only for these of the secret's environments; all where left out."
    )


class _Aliased(_Place):
    alias: str | None = Field(default=None, description="The name there, where it differs from the secret's own.")


class GithubEnvironment(Model):
    """A secret or variable of one deployment environment of a repository."""

    to: Literal["github-environment"]
    repository: Repository
    alias: str | None = Field(default=None, description="The name there, where it differs from the secret's own.")
    environments: Mapping[Environment, Word] = Field(
        default_factory=dict,
        description="Catalogue environment -> GitHub environment; left out: as the workspace's github settings say.",
    )


class GithubRepository(_Aliased):
    """A secret or variable of a repository."""

    to: Literal["github-repository"]
    repository: Repository


class GithubOrganisation(_Aliased):
    """A secret or variable of an organisation."""

    to: Literal["github-organisation"]
    organisation: Word
    visibility: Literal["all", "private", "selected"] = "private"
    repositories: tuple[Repository, ...] = Field(default=(), description="With visibility `selected`.")


class Vault(_Place):
    """An entry of Vault's KV v2; where Vault is the store of record itself, no destination is needed."""

    to: Literal["vault"]
    path: str | None = Field(default=None, description="Path under the mount; left out: the secret's own.")


class SecretsManager(_Place):
    """An entry of Secrets Manager, for workspaces that keep their record in Vault."""

    to: Literal["secrets-manager"]
    path: str | None = Field(default=None, description="Name under the environment; left out: the secret's own path.")


class Fly(_Aliased):
    """A secret of an app on Fly."""

    to: Literal["fly"]
    app: Word
    health: Text | None = Field(default=None, description="Address that answers 200 once the app runs (2.12).")


class PulumiEsc(_Place):
    """A key of a Pulumi ESC environment."""

    to: Literal["pulumi-esc"]
    environment: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+){1,2}$")]
    key: Annotated[str, Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)*$")] | None = Field(
        default=None, description="Left out: `<service>.<name in lower case>`, as in `linear.linear_api_key`."
    )


class EnvFile(_Aliased):
    """The .env file of a project on a developer's machine."""

    to: Literal["env-file"]
    project: Word | None = Field(default=None, description="Left out: the path's second segment.")


class Kubernetes(_Place):
    """A key of a Kubernetes secret, delivered as a Sealed Secret."""

    to: Literal["kubernetes"]
    cluster: Word
    namespace: Word
    name: Word
    key: Text | None = Field(default=None, description="Left out: the secret's name.")


class Mcp(_Place):
    """A `${NAME}` reference in the configuration of an MCP server; never the value."""

    to: Literal["mcp"]
    server: Word
    file: Text
    variable: str | None = Field(default=None, description="Left out: the secret's name.")


Destination = Annotated[
    GithubEnvironment
    | GithubRepository
    | GithubOrganisation
    | Vault
    | SecretsManager
    | Fly
    | PulumiEsc
    | EnvFile
    | Kubernetes
    | Mcp,
    Field(discriminator="to"),
]
GITHUB = (GithubEnvironment, GithubRepository, GithubOrganisation)
