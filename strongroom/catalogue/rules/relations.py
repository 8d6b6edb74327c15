"""References between entries lead somewhere and never in a circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.catalogue.nearest import shown, suggestion
from strongroom.catalogue.source import Derived, External
from strongroom.catalogue.status import Blocked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.catalogue.draft import Draft, Entry
    from strongroom.catalogue.problem import Problem


def check(draft: Draft) -> Iterator[Problem]:
    """Refuse references to nothing, values derived from what they can't be, and circles."""
    derived: dict[str, list[str]] = {}
    needed: dict[str, list[str]] = {}
    for entry in draft.entries:
        source = entry.secret.source
        if isinstance(source, Derived):
            derived[entry.secret.path] = [source.secret]
            yield from _derived(draft, entry, source)
        elif isinstance(source, External) and source.together_with is not None:
            yield from _missing(draft, entry, source.together_with, "source.together_with", "source", "together_with")
        if entry.secret.rotation is not None and entry.secret.rotation.superuser is not None:
            superuser = entry.secret.rotation.superuser
            yield from _missing(draft, entry, superuser, "rotation.superuser", "rotation", "superuser")
        for environment, status in entry.secret.status.items():
            if isinstance(status, Blocked) and status.needs:
                needed.setdefault(entry.secret.path, []).extend(status.needs)
                for index, path in enumerate(status.needs):
                    yield from _missing(draft, entry, path, "needs", "status", environment, "needs", index)
    for circle in _circles(derived):
        yield _circle(draft.by_path[circle[0]], "is derived from itself", circle, "source", "secret")
    for circle in _circles(needed):
        yield _circle(draft.by_path[circle[0]], "waits for itself", circle, "status")


def _missing(draft: Draft, entry: Entry, path: str, field: str, *place: str | int) -> Iterator[Problem]:
    if draft.paths is not None and path not in draft.paths:
        yield entry.problem(
            f"{shown(field, path)} is not in the catalogue",
            suggestion(path, draft.paths, "declare it, or leave this out"),
            *place,
        )


def _derived(draft: Draft, entry: Entry, source: Derived) -> Iterator[Problem]:
    yield from _missing(draft, entry, source.secret, "source.secret", "source", "secret")
    origin = draft.by_path.get(source.secret)
    if origin is None:
        return
    absent = [e for e in entry.secret.environments if e not in origin.secret.environments]
    if absent:
        yield entry.problem(
            f'is in {" and ".join(absent)}, where its source "{source.secret}" is not',
            f"write environments: [{', '.join(origin.secret.environments)}]",
            "environments",
        )
    if origin.secret.is_family:
        yield entry.problem("a family is no source", "name one secret", "source", "secret")
        return
    kind, _, field = source.extract.partition(".")
    fields = origin.secret.fields
    if kind == "field" and field not in fields:
        has = suggestion(field, fields) if fields else "add fields there, or use dsn.host and the like"
        yield entry.problem(f'"{source.secret}" has no {shown("field", field)}', has, "source", "extract")
    elif kind == "dsn" and fields:
        yield entry.problem(
            f'"{source.secret}" is JSON with fields, not a URL',
            f"use field.{fields[0]} or the like",
            "source",
            "extract",
        )


def _circle(entry: Entry, what: str, circle: tuple[str, ...], *place: str | int) -> Problem:
    return entry.problem(f"{what}: {' -> '.join((*circle, circle[0]))}", "break the circle at one of them", *place)


def _circles(edges: dict[str, list[str]]) -> Iterator[tuple[str, ...]]:
    """Each circle once, found by a walk without recursion: chains may be as long as the catalogue."""
    done: set[str] = set()
    for start, targets in edges.items():
        if start in done:
            continue
        trail = {start: 0}  # path -> its position
        pending = [(start, iter(targets))]
        while pending:
            node, following = pending[-1]
            after = next(following, None)
            if after is None:
                pending.pop()
                trail.pop(node)
                done.add(node)
            elif after in trail:
                yield tuple(trail)[trail[after] :]
            elif after in edges and after not in done:
                trail[after] = len(trail)
                pending.append((after, iter(edges[after])))
