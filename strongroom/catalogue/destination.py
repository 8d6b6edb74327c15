"""Where a value has to arrive: one class a kind of place, told apart by `to`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field
from typing_extensions import override

from strongroom import naming
from strongroom.catalogue.base import (
    ConfigurationFile,
    Environment,
    EscEnvironment,
    EscKey,
    Model,
    Repository,
    Text,
    Word,
)

if TYPE_CHECKING:
    from strongroom.catalogue.secret import Secret


class _Place(Model):
    """What every destination can say about itself."""

    of_one_stack: ClassVar[bool] = False  # staging and production have one each, under the same address

    def called(self, secret: Secret) -> str:
        """What the secret is called there."""
        return secret.name

    def place(self, secret: Secret, environment: Environment) -> str:
        """Where names are unique, as people write it: `fly:occ-chatwoot`."""
        raise NotImplementedError


class _Limited(_Place):
    environments: tuple[Environment, ...] | None = Field(
        default=None, description="Only for these of the secret's environments; all where left out."
    )


class _Aliased(_Limited):
    alias: str | None = Field(default=None, description="The name there, where it differs from the secret's own.")

    @override
    def called(self, secret: Secret) -> str:
        return self.alias or secret.name


class GithubEnvironment(_Place):
    """A secret or variable of one deployment environment of a repository."""

    to: Literal["github-environment"]
    repository: Repository
    alias: str | None = Field(default=None, description="The name there, where it differs from the secret's own.")
    environments: Mapping[Environment, Word] | None = Field(
        default=None,
        description="Catalogue environment -> GitHub environment; left out: as the workspace's github settings say.",
    )

    def environment_name(self, environment: Environment) -> str:
        """Name of the GitHub environment that stands for one of the catalogue's."""
        return environment if self.environments is None else self.environments[environment]

    @override
    def called(self, secret: Secret) -> str:
        return self.alias or secret.name

    @override
    def place(self, secret: Secret, environment: Environment) -> str:
        return f"github:{self.repository}/environments/{self.environment_name(environment)}"


class GithubRepository(_Aliased):
    """A secret or variable of a repository."""

    to: Literal["github-repository"]
    repository: Repository

    @override
    def place(self, secret: Secret, environment: Environment) -> str:
        return f"github:{self.repository}"


class GithubOrganisation(_Aliased):
    """A secret or variable of an organisation."""

    to: Literal["github-organisation"]
    organisation: Word
    visibility: Literal["all", "private", "selected"] = "private"
    repositories: tuple[Repository, ...] = Field(default=(), description="With visibility `selected`.")

    @override
    def place(self, secret: Secret, environment: Environment) -> str:
        return f"github:{self.organisation}"


class Vault(_Limited):
    """An entry of Vault's KV v2; where Vault is the store of record itself, no destination is needed."""

    of_one_stack: ClassVar[bool] = True

    to: Literal["vault"]
    path: str | None = Field(default=None, description="Path under the mount; left out: the secret's own.")

    @override
    def called(self, secret: Secret) -> str:
        return self.path or secret.path

    @override
    def place(self, secret: Secret, environment: Environment) -> str:
        return f"vault:{naming.KV_MOUNT}"


class SecretsManager(_Limited):
    """An entry of Secrets Manager, for workspaces that keep their record in Vault."""

    of_one_stack: ClassVar[bool] = True

    to: Literal["secrets-manager"]
    path: str | None = Field(default=None, description="Name under the environment; left out: the secret's own path.")

    @override
    def called(self, secret: Secret) -> str:
        return self.path or secret.path

    @override
    def place(self, secret: Secret, environment: Environment) -> str:
        return f"secrets-manager:{environment}"


class Fly(_Aliased):
    """A secret of an app on Fly."""

    to: Literal["fly"]
    app: Word
    health: Text | None = Field(default=None, description="Address that answers 200 once the app runs (2.12).")

    @override
    def place(self, secret: Secret, environment: Environment) -> str:
        return f"fly:{self.app}"


class PulumiEsc(_Limited):
    """A key of a Pulumi ESC environment."""

    to: Literal["pulumi-esc"]
    environment: EscEnvironment
    key: EscKey | None = Field(
        default=None, description="Left out: `<service>.<name in lower case>`, as in `linear.linear_api_key`."
    )

    @override
    def called(self, secret: Secret) -> str:
        return self.key or f"{secret.path.split('/')[1]}.{secret.name.lower()}"

    @override
    def place(self, secret: Secret, environment: Environment) -> str:
        return f"esc:{self.environment}"


class EnvFile(_Aliased):
    """The .env file of a project on a developer's machine."""

    to: Literal["env-file"]
    project: Word | None = Field(default=None, description="Left out: the path's second segment.")

    def project_of(self, secret: Secret) -> str:
        """Whose file it is."""
        return self.project or secret.path.split("/")[1]

    @override
    def place(self, secret: Secret, environment: Environment) -> str:
        return f"env:{self.project_of(secret)}"


class Kubernetes(_Limited):
    """A key of a Kubernetes secret, delivered as a Sealed Secret."""

    to: Literal["kubernetes"]
    cluster: Word
    namespace: Word
    name: Word
    key: Word | None = Field(default=None, description="Left out: the secret's name.")

    @override
    def called(self, secret: Secret) -> str:
        return self.key or secret.name

    @override
    def place(self, secret: Secret, environment: Environment) -> str:
        return f"kubernetes:{self.cluster}/{self.namespace}/{self.name}"


class Mcp(_Limited):
    """A `${NAME}` reference in the configuration of an MCP server; never the value."""

    to: Literal["mcp"]
    server: Word
    file: ConfigurationFile
    project: Word | None = Field(
        default=None, description="In whose folder the file is; left out: that of the secret's env-file."
    )
    variable: str | None = Field(default=None, description="Left out: the secret's name.")

    @override
    def called(self, secret: Secret) -> str:
        return self.variable or secret.name

    @override
    def place(self, secret: Secret, environment: Environment) -> str:
        if self.file.startswith("~/"):
            return f"mcp:{self.file}/{self.server}"
        own = (one.project_of(secret) for one in secret.destinations if isinstance(one, EnvFile))
        return f"mcp:{self.project or next(own, secret.workspace)}/{self.file}/{self.server}"


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
KINDS: dict[str, type[_Place]] = {
    "github-environment": GithubEnvironment,
    "github-repository": GithubRepository,
    "github-organisation": GithubOrganisation,
    "vault": Vault,
    "secrets-manager": SecretsManager,
    "fly": Fly,
    "pulumi-esc": PulumiEsc,
    "env-file": EnvFile,
    "kubernetes": Kubernetes,
    "mcp": Mcp,
}
