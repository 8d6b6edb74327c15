"""A destination exists, is reached in some environment, and makes sense for its workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom import naming
from strongroom.catalogue.delivery import deliveries_of
from strongroom.catalogue.destination import (
    EnvFile,
    GithubEnvironment,
    GithubOrganisation,
    GithubRepository,
    Mcp,
    SecretsManager,
    Vault,
)
from strongroom.catalogue.draft import Entry
from strongroom.catalogue.nearest import shown, suggestion
from strongroom.catalogue.source import Constant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from strongroom.catalogue.base import Environment
    from strongroom.catalogue.destination import Destination
    from strongroom.catalogue.draft import Draft, Head
    from strongroom.catalogue.problem import Problem

_GITHUB = (GithubEnvironment, GithubRepository, GithubOrganisation)
_KILOBYTES = naming.GITHUB_SECRET_BYTES // 1024


def check(draft: Draft) -> Iterator[Problem]:
    """Refuse destinations that are unknown, never reached, or can't take the value."""
    for head in draft.heads:
        for index, destination in enumerate(head.workspace.destinations):
            yield from _exists(draft, head, index, destination)
    for entry in draft.entries:
        own = not entry.inherits("destinations")
        for index, destination in enumerate(entry.secret.destinations):
            if own:
                yield from _reached(entry, index, destination)
                yield from _exists(draft, entry, index, destination)
            if isinstance(destination, EnvFile):
                yield from _env_file(entry, index, destination)
            elif isinstance(destination, Mcp):
                yield from _mcp(entry, index, destination)
        yield from _size(entry)


def _exists(draft: Draft, declared: Entry | Head, index: int, destination: Destination) -> Iterator[Problem]:
    match destination:
        case GithubEnvironment():
            yield from _github_environment(draft, declared, index, destination)
        case GithubRepository():
            yield from _repository(draft, declared, index, destination.repository)
        case GithubOrganisation():
            yield from _organisation(draft, declared, index, destination)
        case Vault() | SecretsManager():
            yield from _store(draft, declared, index, destination)
        case _:
            pass


def _reached(entry: Entry, index: int, destination: Destination) -> Iterator[Problem]:
    allowed = destination.environments
    if allowed is None or any(environment in allowed for environment in entry.secret.environments):
        return
    present = " and ".join(entry.secret.environments)
    yield entry.problem(
        f"destination {destination.to} is reached in no environment: the secret is in {present}",
        "correct environments here or there",
        "destinations",
        index,
    )


def _repository(draft: Draft, declared: Entry | Head, index: int, repository: str) -> Iterator[Problem]:
    if repository not in draft.repositories and draft.heads_whole:
        declare = "declare it under github.repositories of the workspace"
        yield declared.problem(
            f"{shown('repository', repository)} is unknown",
            suggestion(repository, draft.repositories, declare),
            "destinations",
            index,
            "repository",
        )


def _github_environment(
    draft: Draft, declared: Entry | Head, index: int, destination: GithubEnvironment
) -> Iterator[Problem]:
    settings = draft.repositories.get(destination.repository)
    if settings is None:
        yield from _repository(draft, declared, index, destination.repository)
        return
    for environment, name in _mapped(declared, destination).items():
        there = settings.environments.get(name)
        if there is None:
            yield declared.problem(
                f"{destination.repository} has no {shown('environment', name)}",
                suggestion(name, settings.environments, "declare it under github.repositories of the workspace"),
                "destinations",
                index,
                "environments",
                environment,
            )
        elif there.environment != environment:
            yield declared.problem(
                f'GitHub environment "{name}" belongs to {there.environment}, not to {environment}',
                f"name one that belongs to {environment}",
                "destinations",
                index,
                "environments",
                environment,
            )


def _mapped(declared: Entry | Head, destination: GithubEnvironment) -> Mapping[Environment, str]:
    if destination.environments is not None:
        return destination.environments
    environments = declared.secret.environments if isinstance(declared, Entry) else ()
    return {environment: environment for environment in environments}


def _organisation(
    draft: Draft, declared: Entry | Head, index: int, destination: GithubOrganisation
) -> Iterator[Problem]:
    name = destination.organisation
    if name not in draft.organisations and draft.heads_whole:
        yield declared.problem(
            f"{shown('organisation', name)} is unknown",
            suggestion(name, draft.organisations, "declare it under github.organisation of the workspace"),
            "destinations",
            index,
            "organisation",
        )
    if (destination.visibility == "selected") != bool(destination.repositories):
        yield declared.problem(
            f"visibility is {destination.visibility}, with {len(destination.repositories)} repositories",
            "list repositories with visibility: selected, and with no other",
            "destinations",
            index,
        )
    for repository in destination.repositories:
        yield from _repository(draft, declared, index, repository)


def _store(draft: Draft, declared: Entry | Head, index: int, destination: Vault | SecretsManager) -> Iterator[Problem]:
    if declared.workspace is not None and declared.workspace.store == destination.to:
        yield declared.problem(
            f"{destination.to} is the workspace's store of record, every value is there already",
            "leave the destination out",
            "destinations",
            index,
        )
    if destination.path is not None and naming.check("path", destination.path.replace("*", "x")):
        yield declared.problem(
            "the destination's path is not lower-case segments joined by '/'",
            "write it like candlefish/jwt/secret, or leave it out",
            "destinations",
            index,
            "path",
        )
    there = draft.by_path.get(destination.path or "")
    if there is not None and there.workspace is not None and there.workspace.store == destination.to:
        yield declared.problem(
            f'would overwrite "{there.secret.path}" ({there.where}), which is stored there',
            "choose another path",
            "destinations",
            index,
            "path",
        )


def _env_file(entry: Entry, index: int, destination: EnvFile) -> Iterator[Problem]:
    if destination.project is None and not entry.secret.path.startswith("project/"):
        yield entry.problem(
            "an env-file needs its project", "name it, as in {to: env-file, project: odin}", "destinations", index
        )


def _mcp(entry: Entry, index: int, destination: Mcp) -> Iterator[Problem]:
    """A reference is of use only where something sets the variable that it names (5.8)."""
    if entry.secret.path.count("/") < 1:
        return  # a wrong path is told already, and has no project to make an address of
    name = destination.called(entry.secret)
    every = list(deliveries_of(entry.secret))
    carried = {one.environment for one in every if one.destination.to != "mcp" and one.name == name}
    lacking = sorted({one.environment for one in every if one.destination is destination} - carried)
    if lacking:
        yield entry.problem(
            f"no other destination delivers {shown('variable', name)} in {' and '.join(lacking)}, to which it refers",
            "add one that does, as in {to: env-file, project: odin}, or name the variable as that one does",
            "destinations",
            index,
        )


def _size(entry: Entry) -> Iterator[Problem]:
    secret = entry.secret
    source = secret.source
    size = len(source.value.encode()) if isinstance(source, Constant) else secret.max_bytes or 0
    if size <= naming.GITHUB_SECRET_BYTES:
        return
    field = ("source", "value") if isinstance(source, Constant) else ("max_bytes",)
    for destination in secret.destinations:
        if isinstance(destination, _GITHUB):
            yield entry.problem(
                f"{size} bytes are over the {_KILOBYTES} KB that GitHub takes",
                "deliver it elsewhere, or split the value",
                *field,
            )
            return
