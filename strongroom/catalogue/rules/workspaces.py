"""The head of a file: its name, its repositories, who may deploy, its places and messages."""

from __future__ import annotations

from fnmatch import filter as matching
from pathlib import PurePath
from typing import TYPE_CHECKING

from strongroom import naming
from strongroom.catalogue.destination import KINDS
from strongroom.catalogue.nearest import is_harmless, shown, suggestion, word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.catalogue.draft import Draft, Head
    from strongroom.catalogue.problem import Problem
    from strongroom.catalogue.workspace import GithubRepositorySettings

_REVIEWERS = 6  # GitHub takes no more


def check(draft: Draft) -> Iterator[Problem]:
    """Refuse heads that contradict their file, each other, or GitHub."""
    names: dict[str, Head] = {}
    repositories: dict[str, Head] = {}
    for head in draft.heads:
        yield from _name(head, names)
        yield from _places(head)
        yield from _tags(head)
        yield from _messages(draft, head)
        github = head.workspace.github
        for repository, settings in (github.repositories if github else {}).items():
            first = repositories.setdefault(repository, head)
            if first is not head:
                yield head.problem(
                    f"repository {repository} is declared in {first.document.file} too",
                    "declare it in one workspace",
                    *_at(repository),
                )
            yield from _repository(head, repository, settings)


def _at(repository: str, *more: str) -> tuple[str, ...]:
    return ("github", "repositories", repository, *more)


def _name(head: Head, names: dict[str, Head]) -> Iterator[Problem]:
    name = head.workspace.workspace
    first = names.setdefault(name, head)
    if first is not head:
        yield head.problem(f"the workspace is declared in {first.document.file} too", "join the two files")
    elif PurePath(head.document.file).stem != name:
        yield head.problem("the file has another name than the workspace", f"call the file {name}.yaml")


def _places(head: Head) -> Iterator[Problem]:
    for name, place in head.workspace.places.items():
        if name in KINDS:
            yield head.problem(f'the place "{name}" has the name of a kind of destination', "rename it", "places", name)
            continue
        to = place.get("to")
        kind = KINDS.get(to) if isinstance(to, str) else None
        if kind is None:
            said = "to is missing" if to is None else f"{word('to', to)} is unknown"
            yield head.problem(f'place "{name}": {said}', suggestion(str(to), KINDS), "places", name, "to")
            continue
        for field in sorted(set(place) - set(kind.model_fields)):
            said = f"{field if is_harmless(field) else 'a field'} is unknown here"
            remedy = suggestion(field, list(kind.model_fields))
            yield head.problem(f'place "{name}": {said}', remedy, "places", name, field)


def _tags(head: Head) -> Iterator[Problem]:
    for name in head.workspace.tags:
        if name in naming.REQUIRED_TAGS:
            yield head.problem(f"the tag {name} is set by the program", "leave it out", "tags", name)


def _messages(draft: Draft, head: Head) -> Iterator[Problem]:
    paths = list(draft.paths or ()) if head.workspace.messages else []
    for index, topic in enumerate(head.workspace.messages if paths else ()):
        for number, pattern in enumerate(topic.secrets):
            if pattern not in paths and not matching(paths, pattern):
                yield head.problem(
                    f"{shown('message', topic.topic)}: {shown('pattern', pattern)} matches no secret",
                    suggestion(pattern, paths, "name a path, or one with *"),
                    "messages",
                    index,
                    "secrets",
                    number,
                )


def _repository(head: Head, repository: str, settings: GithubRepositorySettings) -> Iterator[Problem]:
    github = head.workspace.github
    owner = repository.partition("/")[0]
    if github is not None and owner != github.organisation:
        yield head.problem(
            f"repository {repository} is not of the organisation {github.organisation}",
            f"declare it in the workspace of {owner}",
            *_at(repository),
        )
    stands_for: dict[str, str] = {}
    for name, environment in settings.environments.items():
        where = _at(repository, "environments", name)
        label = f'{repository}, environment "{name}"'
        first = stands_for.setdefault(environment.environment, name)
        if first != name:
            yield head.problem(
                f'{label}: {environment.environment} has "{first}" already', "keep one of the two", *where
            )
        if environment.environment not in head.workspace.environments:
            yield head.problem(
                f"{label}: the workspace is not in {environment.environment}",
                "remove it, or add it to environments",
                *where,
            )
        reviewers = len(environment.reviewers.teams) + len(environment.reviewers.users)
        if reviewers > _REVIEWERS:
            yield head.problem(f"{label}: {reviewers} reviewers, GitHub takes {_REVIEWERS}", "name a team", *where)
        if environment.environment == "production" and not reviewers:
            yield head.problem(f"{label}: nobody reviews a deployment", "add reviewers: {teams: [...]}", *where)
        if environment.environment == "production" and not (environment.branches or environment.tags):
            yield head.problem(f"{label}: any branch may deploy", "add branches: [main]", *where)
