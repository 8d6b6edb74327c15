"""One value on its way to one place, and how that place is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strongroom import naming
from strongroom.catalogue.destination import (
    Destination,
    EnvFile,
    Fly,
    GithubEnvironment,
    GithubOrganisation,
    GithubRepository,
    Kubernetes,
    Mcp,
    PulumiEsc,
    SecretsManager,
    Vault,
)
from strongroom.catalogue.writer import Writer, delivery_writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.catalogue.base import Environment
    from strongroom.catalogue.secret import Secret


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A secret, one of its environments, one of its destinations."""

    secret: Secret
    environment: Environment
    destination: Destination
    name: str  # in the destination's own terms, after the alias
    writer: Writer
    address: str  # of this delivery among all, as people write it: "fly:occ-chatwoot/POSTGRES_HOST"


def deliveries_of(secret: Secret) -> Iterator[Delivery]:
    """Every delivery of a secret, in the order of its destinations."""
    for destination in secret.destinations:
        writer = delivery_writer(secret, destination)
        name = delivered_name(secret, destination)
        for environment in environments_of(secret, destination):
            yield Delivery(
                secret=secret,
                environment=environment,
                destination=destination,
                name=name,
                writer=writer,
                address=address(secret, destination, environment, name),
            )


def environments_of(secret: Secret, destination: Destination) -> tuple[Environment, ...]:
    """In which of its environments a secret is delivered there."""
    allowed = destination.environments
    return secret.environments if allowed is None else tuple(e for e in secret.environments if e in allowed)


def delivered_name(secret: Secret, destination: Destination) -> str:
    """What the secret is called there."""
    match destination:
        case Vault() | SecretsManager():
            return destination.path or secret.path
        case PulumiEsc():
            return destination.key or f"{service(secret.path)}.{secret.name.lower()}"
        case Kubernetes():
            return destination.key or secret.name
        case Mcp():
            return destination.variable or secret.name
        case _:
            return destination.alias or secret.name


def address(secret: Secret, destination: Destination, environment: Environment, name: str) -> str:
    """Where a delivery arrives, as one line without spaces."""
    match destination:
        case GithubEnvironment():
            there = destination.environments[environment]
            return f"github:{destination.repository}/environments/{there}/{name}"
        case GithubRepository():
            return f"github:{destination.repository}/{name}"
        case GithubOrganisation():
            return f"github:{destination.organisation}/{name}"
        case Vault():
            return f"vault:{naming.vault(name)}"
        case SecretsManager():
            return f"secrets-manager:{naming.secrets_manager(environment, name)}"
        case Fly():
            return f"fly:{destination.app}/{name}"
        case PulumiEsc():
            return f"esc:{destination.environment}/{name}"
        case EnvFile():
            return f"env:{project_of(secret, destination)}/{name}"
        case Kubernetes():
            return f"kubernetes:{destination.cluster}/{destination.namespace}/{destination.name}/{name}"
        case Mcp():
            return f"mcp:{destination.file}/{destination.server}/{name}"


def project_of(secret: Secret, destination: EnvFile) -> str:
    """The project whose .env file it is."""
    return destination.project or service(secret.path)


def service(path: str) -> str:
    """Second segment of a path: `linear` of `sophia/linear/api_key`."""
    return path.split("/")[1]
