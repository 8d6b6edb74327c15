"""Who could have read a value: everybody whom a policy lets, and everybody behind a destination that receives it.

What is derived is the most that there can be: a policy is no proof that somebody used it. The audit trails say who did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.catalogue import destination as places
from strongroom.catalogue.delivery import deliveries_of
from strongroom.stores.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from strongroom.catalogue import Catalogue, Delivery, Secret
    from strongroom.catalogue.workspace import Store
    from strongroom.operations.scope import Scope

STORES: tuple[Store, ...] = ("secrets-manager", "vault")


def in_stores(catalogue: Catalogue, secret: Secret, scope: Scope) -> Mapping[Store, set[str]]:
    """Paths at which each store holds the value, or one that is computed from it: its record and its copies."""
    paths: dict[Store, set[str]] = {store: set() for store in STORES}
    if secret.source.origin != "constant":
        paths[catalogue.workspace_of(secret).store].add(secret.derived_from() or secret.path)
    for one in (secret, *_computed(catalogue, secret)):
        for delivery in deliveries_of(one):
            if delivery.environment in scope.rehearses and isinstance(
                delivery.destination, places.Vault | places.SecretsManager
            ):
                paths[delivery.destination.to].add(delivery.destination.called(one))
    return paths


def by_deliveries(catalogue: Catalogue, secret: Secret, scope: Scope) -> Iterator[Reader]:
    """Who stands behind the destinations that are no stores; of values that are computed from this one, too."""
    for one in (secret, *_computed(catalogue, secret)):
        grounds = "a delivery of the catalogue" if one is secret else f"a delivery of {one.path}, computed from it"
        for delivery in deliveries_of(one):
            if delivery.environment in scope.rehearses and delivery.destination.to not in STORES:
                yield Reader(who=_behind(catalogue, delivery), through=delivery.address, grounds=grounds)


def _computed(catalogue: Catalogue, secret: Secret) -> list[Secret]:
    return [one for one in catalogue.secrets if one.derived_from() == secret.path]


def _behind(catalogue: Catalogue, delivery: Delivery) -> str:
    """Who can use what has arrived, in the terms of the place."""
    match delivery.destination:
        case places.GithubEnvironment() as place:
            return _workflows(catalogue, delivery, place)
        case places.GithubRepository(repository=repository):
            return f"every workflow of {repository}, and who may change one"
        case places.GithubOrganisation() as place:
            where = ", ".join(place.repositories) or f"the {place.visibility} repositories of {place.organisation}"
            return f"every workflow of {where}, and who may change one"
        case places.Fly(app=app):
            return f"the app {app}, and who may deploy it or open a console in it"
        case places.PulumiEsc(environment=name):
            return f"who may open the environment {name}"
        case places.EnvFile(project=project):
            return f"who has the .env file of {project or delivery.secret.path.split('/')[1]}"
        case places.Kubernetes() as place:
            return f"who may read secrets, or start pods, in {place.cluster}/{place.namespace}"
        case places.Mcp():
            return "nobody: it is a reference, and not the value"
        case place:
            raise TypeError(f"nobody said who reads at {place.to}")


def _workflows(catalogue: Catalogue, delivery: Delivery, place: places.GithubEnvironment) -> str:
    name = place.environment_name(delivery.environment)
    github = catalogue.workspace_of(delivery.secret).github
    repository = github.repositories.get(place.repository) if github else None
    settings = repository.environments.get(name) if repository else None
    who = f"workflows of {place.repository} in the environment {name}"
    if settings is None:
        return who
    reviewers = ", ".join((*settings.reviewers.teams, *settings.reviewers.users))
    refs = ", ".join((*settings.branches, *settings.tags))
    return who + (f", from {refs}" if refs else "") + (f", let through by {reviewers}" if reviewers else "")
